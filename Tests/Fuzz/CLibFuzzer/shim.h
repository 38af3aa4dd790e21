// Declares the entry of libFuzzer, which has no header; linked only with `-sanitize=fuzzer`.
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*one_input)(const uint8_t *data, size_t size));
