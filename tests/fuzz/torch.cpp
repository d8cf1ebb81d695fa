// libFuzzer over what torch.save writes: zip archives, and the pickles of before.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  bool zip = size > 0 && data[0] == 'P';
  auto read = zip ? shapewalk::weights::read_torch_zip : shapewalk::weights::read_torch_legacy;
  if (!kit::exercise({data, size}, read)) __builtin_trap();
  return 0;
}
