internal import NIOCore

/// A reply that came whole and in the plainest form, which nearly all replies do.
///
/// It is read in a tenth of the time that the parser takes. Whatever is not of this form is left to
/// the parser, malformed or not: so nothing is understood here that would be understood otherwise
/// there.
struct PlainReply {
    let status: Int
    /// The lines of the headers, each with its end.
    let fields: ByteBuffer
    let body: ByteBuffer

    /// Reads a reply that the bytes consist of; `nil` if they have to be looked at more closely.
    init?(_ bytes: ByteBuffer, limits: WireLimits) {
        guard let head = Head(bytes.readableBytesUInt8Span, limits: limits) else { return nil }
        let start = bytes.readerIndex
        let length = head.end - head.fields
        guard let fields = bytes.getSlice(at: start + head.fields, length: length),
            let body = bytes.getSlice(
                at: start + head.end + 2, length: bytes.readableBytes - head.end - 2)
        else { return nil }
        status = head.status
        self.fields = fields
        self.body = body
    }

    /// Where the parts of a reply are, once all is known to be well.
    private struct Head {
        var status = 0
        /// Where the headers begin.
        var fields = 0
        /// Where the empty line is.
        var end = 0
        private var length: Int?

        init?(_ bytes: Span<UInt8>, limits: WireLimits) {
            guard readStatus(bytes), var next = Self.afterLine(bytes, from: 13) else { return nil }
            fields = next
            var count = 0
            while next < min(bytes.count, limits.maximumHead) {
                if bytes[next] == 0x0d {
                    guard next + 1 < bytes.count, bytes[next + 1] == 0x0a,
                        let length, length <= limits.maximumBody,
                        bytes.count - next - 2 == length
                    else { return nil }
                    end = next
                    return
                }
                count += 1
                guard count <= limits.maximumHeaderCount, let after = readField(bytes, from: next)
                else { return nil }
                next = after
            }
            return nil
        }

        /// `HTTP/1.1 ` and a status whose reply has a body of the length that the head says.
        private mutating func readStatus(_ bytes: Span<UInt8>) -> Bool {
            guard bytes.count > 14, Self.stands("HTTP/1.1 ", in: bytes, at: 0, mask: 0) else {
                return false
            }
            for index in 9..<12 {
                guard (0x30...0x39).contains(bytes[index]) else { return false }
                status = status * 10 + Int(bytes[index] - 0x30)
            }
            return bytes[12] == 0x20 && (200...599).contains(status) && status != 204
                && status != 304
        }

        /// - Returns: where the next line begins.
        private mutating func readField(_ bytes: Span<UInt8>, from start: Int) -> Int? {
            var colon = start
            while colon < bytes.count, Self.isNameByte(bytes[colon]) { colon += 1 }
            guard colon > start, colon < bytes.count, bytes[colon] == 0x3a,
                let next = Self.afterLine(bytes, from: colon + 1)
            else { return nil }
            switch colon - start {
            case 14 where Self.isName("content-length", in: bytes, at: start):
                guard length == nil else { return nil }
                length = Self.number(bytes, from: colon + 1, to: next - 2)
                return length == nil ? nil : next
            case 10 where Self.isName("connection", in: bytes, at: start):
                let value = " keep-alive"
                return next - colon == value.utf8.count + 3
                    && Self.isName(value, in: bytes, at: colon + 1) ? next : nil
            case 17 where Self.isName("transfer-encoding", in: bytes, at: start),
                16 where Self.isName("proxy-connection", in: bytes, at: start),
                7 where Self.isName("upgrade", in: bytes, at: start):
                return nil
            default: return next
            }
        }

        /// Where the line ends that a place is in; `nil` if it holds anything but plain text.
        private static func afterLine(_ bytes: Span<UInt8>, from start: Int) -> Int? {
            var index = start
            while index < bytes.count, (0x20...0x7e).contains(bytes[index]) { index += 1 }
            guard index + 1 < bytes.count, bytes[index] == 0x0d, bytes[index + 1] == 0x0a,
                bytes[index - 1] != 0x20
            else { return nil }
            return index + 2
        }

        /// A number alone, after spaces.
        private static func number(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
            var index = start
            while index < end, bytes[index] == 0x20 { index += 1 }
            guard (1...9).contains(end - index) else { return nil }
            var number = 0
            while index < end {
                guard (0x30...0x39).contains(bytes[index]) else { return nil }
                number = number * 10 + Int(bytes[index] - 0x30)
                index += 1
            }
            return number
        }

        /// Whether a name stands there, in letters of any size; all bytes must be printable.
        private static func isName(
            _ name: String, in bytes: Span<UInt8>, at start: Int
        ) -> Bool {
            stands(name, in: bytes, at: start, mask: 0x20)
        }

        private static func stands(
            _ text: String, in bytes: Span<UInt8>, at start: Int, mask: UInt8
        ) -> Bool {
            guard start + text.utf8.count <= bytes.count else { return false }
            var index = start
            for letter in text.utf8 {
                guard bytes[index] | mask == letter | mask else { return false }
                index += 1
            }
            return true
        }

        private static func isNameByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
