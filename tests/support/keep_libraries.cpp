// In builds under AddressSanitizer only: libraries that are opened stay open. The Vulkan loader closes its drivers
// before the leaks are counted; what they left behind would then be called from nowhere, and could not be told from
// ours (tests/lsan.supp names libraries). Weak, since every part of a program may bring it.
extern "C" __attribute__((weak)) int dlclose(void*) { return 0; }
