extension CronExpression {
    /// In 40 years, those around 2100 included, February 29 falls on every weekday: the rarest
    /// expression (`0 0 29 2 */7`) comes within that time.
    static let rarest = 41

    private static let minutesPerDay = 1_440

    /// The first local time that fits and is not before another, whatever the zone makes of it.
    ///
    /// Local times are seconds since 1970-01-01 as a clock on the wall counts them.
    func firstLocal(from local: Int) -> Int? {
        let minute = Self.quotient(local + 59, by: 60)
        let day = Self.quotient(minute, by: Self.minutesPerDay)
        let from = minute - day * Self.minutesPerDay
        if firstDay(from: day) == day, let found = firstMinute(from: from) {
            return (day * Self.minutesPerDay + found) * 60
        }
        guard let later = firstDay(from: day + 1), let found = firstMinute(from: 0) else {
            return nil
        }
        return (later * Self.minutesPerDay + found) * 60
    }

    /// The first minute of a day that fits, counted from midnight.
    private func firstMinute(from minute: Int) -> Int? {
        if hours.contains(minute / 60), let found = minutes.next(from: minute % 60) {
            return minute / 60 * 60 + found
        }
        guard let hour = hours.next(from: minute / 60 + 1), let found = minutes.next(from: 0)
        else { return nil }
        return hour * 60 + found
    }

    /// The first day that fits, month by month, since most expressions rule out most months.
    private func firstDay(from day: Int) -> Int? {
        var month = CalendarMonth(containing: day)
        let last = month.year + Self.rarest
        var date = day - month.firstDay + 1
        while month.year <= last {
            if months.contains(month.month), let found = firstDate(from: date, in: month) {
                return month.firstDay + found - 1
            }
            let following = months.next(from: month.month + 1)
            month = CalendarMonth(
                year: following == nil ? month.year + 1 : month.year,
                month: following ?? months.next(from: 1) ?? 1)
            date = 1
        }
        return nil
    }

    private func firstDate(from date: Int, in month: CalendarMonth) -> Int? {
        guard date <= month.length else { return nil }
        // 1970-01-01 was a Thursday.
        let weekdayBefore = Self.remainder(month.firstDay + 3, by: 7)
        return (date...month.length).first { date in
            let isDate = days.contains(date)
            let isWeekday = weekdays.contains((weekdayBefore + date) % 7)
            return isEitherDayEnough ? isDate || isWeekday : isDate && isWeekday
        }
    }

    /// Division that rounds down: local times before 1970 exist west of Greenwich.
    private static func quotient(_ number: Int, by divisor: Int) -> Int {
        (number - remainder(number, by: divisor)) / divisor
    }

    private static func remainder(_ number: Int, by divisor: Int) -> Int {
        let rest = number % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
