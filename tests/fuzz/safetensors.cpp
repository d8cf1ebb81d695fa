// libFuzzer over .safetensors files.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (!kit::exercise({data, size}, shapewalk::weights::read_safetensors)) __builtin_trap();
  return 0;
}
