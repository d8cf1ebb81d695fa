// Weight files that are broken, or made to do harm: each is refused with the reason, and nothing in it is run.
#include <doctest/doctest.h>

#include <filesystem>

#include "../fuzz/exercise.h"
#include "weights_kit.h"

using namespace shapewalk;
using namespace kit;

namespace {

std::string little_endian(uint64_t n, int bytes) {
  std::string s;
  for (int i = 0; i < bytes; i++) s += char(n >> (8 * i));
  return s;
}

Result<weights::File> read(const std::string& s) {
  return weights::read({reinterpret_cast<const uint8_t*>(s.data()), s.size()});
}

std::string says(const std::string& header, size_t numbers = 0) {
  return raised(read(little_endian(header.size(), 8) + header + std::string(numbers, '\0')));
}

// The opcodes of pickles.
std::string text(const std::string& s) { return "X" + little_endian(s.size(), 4) + s; }
std::string integer(int n) { return "J" + little_endian(uint32_t(n), 4); }
std::string global(const std::string& module, const std::string& name) { return "c" + module + "\n" + name + "\n"; }
std::string tuple(const std::string& items) { return "(" + items + "t"; }

std::string tensor(const std::string& sizes, const std::string& strides, int count = 4, int offset = 0) {
  std::string id = tuple(text("storage") + global("torch", "FloatStorage") + text("0") + text("cpu") + integer(count));
  return global("torch._utils", "_rebuild_tensor_v2") +
         tuple(id + "Q" + integer(offset) + tuple(sizes) + tuple(strides) + "\x89N") + "R";
}

std::string whole_tensor() { return tensor(integer(4), integer(1)); }

// What torch.save wrote before 1.6, with this object and, where it has a tensor, a storage of four float32.
std::string legacy(const std::string& object) {
  std::string start("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.", 25);
  start += "\x80\x02" + object + ".";
  if (object.find("FloatStorage") == std::string::npos) return start + "\x80\x02].";
  return start + "\x80\x02](" + text("0") + "e." + little_endian(4, 8) + std::string(16, '\1');
}

std::string says_of(const std::string& object) { return raised(read(legacy(object))); }
std::string says_of_tensor(const std::string& t) { return says_of("}" + text("w") + t + "s"); }

}  // namespace

TEST_CASE("a broken .safetensors header is refused with the place") {
  std::string ok = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  CHECK(says(ok, 8) == "");
  CHECK(says(ok + "   ", 8) == "");
  CHECK(says(ok + "x", 8) == "SafetensorError: Byte 62: expected the end of the header");
  CHECK(says(ok, 9) == "SafetensorError: 1 bytes after the last tensor");
  CHECK(says(ok, 7) == "SafetensorError: Tensor 'a': its data_offsets 0 to 8 should begin at 0 and end by 7");
  CHECK(raised(read(little_endian(100, 8) + "{}")) ==
        "SafetensorError: The header is said to have 100 bytes; the file has 2 after the length");
  CHECK(raised(read(little_endian(UINT64_MAX, 8) + "{}")) ==
        "SafetensorError: The header is said to have 18446744073709551615 bytes; the file has 2 after the length");
  auto field = [](const char* fields, size_t n = 8) { return says(std::string("{\"a\":{") + fields + "}}", n); };
  CHECK(field(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])") ==
        "SafetensorError: Tensor 'a': F32 of [3] does not take the 8 bytes that data_offsets says");
  CHECK(field(R"("dtype":"F4","shape":[1],"data_offsets":[0,1])", 1) ==
        "SafetensorError: Tensor 'a': F4 of [1] does not take the 1 bytes that data_offsets says");
  CHECK(
      field(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8])") ==
      "SafetensorError: Tensor 'a': F32 of [4294967296, 4294967296] does not take the 8 bytes that data_offsets says");
  CHECK(field(R"("dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8])") ==
        "SafetensorError: Byte 55: expected a number below 2^63");
  CHECK(field(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])") ==
        "SafetensorError: Byte 37: expected a whole number, not negative");
  CHECK(field(R"("dtype":"F32","shape":[02],"data_offsets":[0,8])") ==
        "SafetensorError: Byte 39: expected a whole number, not negative");
  CHECK(field(R"("dtype":"F32","shape":[2.0],"data_offsets":[0,8])") == "SafetensorError: Byte 38: expected ','");
  CHECK(field(R"("dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8])") ==
        "SafetensorError: Byte 28: expected dtype, shape and data_offsets, once each");
  CHECK(field(R"("dtype":"F32","shape":[2])") ==
        "SafetensorError: Byte 40: expected dtype, shape and two data_offsets before this");
  CHECK(field(R"("dtype":"F32","shape":[2],"data_offsets":[0,8,9])") == "SafetensorError: Byte 60: expected ']'");
  CHECK(field(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])") ==
        "SafetensorError: Tensor 'a': F32 of [2] does not take the -8 bytes that data_offsets says");
  CHECK(says("{\"a\":" + std::string(100000, '[')) == "SafetensorError: Byte 13: expected '{'");
  CHECK(says("{\"\xff\":{}}") == "SafetensorError: The header is not UTF-8");
  CHECK(says("{\"\\ud800\":{}}") == "SafetensorError: Byte 16: expected a character after '\\'");
  CHECK(says("{\"a") == "SafetensorError: Byte 11: expected '\"'");
  CHECK(says("{\"__metadata__\":{\"k\":1}}") == "SafetensorError: Byte 29: expected '\"'");
  CHECK(says("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}") == "SafetensorError: 'k' is there twice");
  std::string a = R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  auto b = [&](const char* name, const char* offsets) {
    return says("{" + a + ",\"" + name + R"(":{"dtype":"U8","shape":[1],"data_offsets":[)" + offsets + "]}}", 3);
  };
  CHECK(b("a", "1,2") == "SafetensorError: 'a' is there twice");
  CHECK(b("b", "0,1") == "SafetensorError: Tensor 'b': its data_offsets 0 to 1 should begin at 1 and end by 3");
  CHECK(b("b", "2,3") == "SafetensorError: Tensor 'b': its data_offsets 2 to 3 should begin at 1 and end by 3");
}

TEST_CASE("escapes in a .safetensors header are those of JSON") {
  std::string name = R"(\u0041\u00e9\u20AC\ud83d\ude00\n\/\\)";
  auto file = read(little_endian(name.size() + 54, 8) + "{\"" + name +
                   R"(":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})" + " ");
  REQUIRE(raised(file) == "");
  CHECK(file->dicts[0].tensors[0].name == "Aé€😀\n/\\");
}

TEST_CASE("a pickle's tensors must lie in their storages") {
  CHECK(says_of_tensor(whole_tensor()) == "");
  auto two = [](int n, int m) { return integer(n) + integer(m); };
  CHECK(says_of_tensor(tensor(two(2, 2), two(2, 1))) == "");
  const char* outside = "UnpicklingError: Tensor 'w': it does not lie inside its storage";
  CHECK(says_of_tensor(tensor(two(2, 2), two(3, 1))) == outside);
  CHECK(says_of_tensor(tensor(integer(4), integer(1), 4, 1)) == outside);
  CHECK(says_of_tensor(tensor(integer(1), integer(1), 4, -1)) == outside);
  CHECK(says_of_tensor(tensor(integer(2), integer(-1), 4, 1)) == outside);
  CHECK(says_of_tensor(tensor(integer(-1), integer(1))) == outside);
  CHECK(says_of_tensor(tensor(two(INT32_MAX, INT32_MAX), two(INT32_MAX, INT32_MAX))) == outside);
  std::string many;
  for (int i = 0; i < 3; i++) many += integer(INT32_MAX);
  CHECK(says_of_tensor(tensor(many, integer(0) + integer(0) + integer(0))) == outside);
  CHECK(says_of_tensor(tensor(integer(4), two(1, 1))) ==
        "UnpicklingError: Tensor 'w': its storage, offset, sizes and strides are not what PyTorch writes");
  CHECK(says_of_tensor(tensor(integer(5), integer(1), 5)) ==
        "UnpicklingError: Storage '0' is said to have 5 elements; 4 are announced at byte 159, 16 bytes follow");
  CHECK(says_of("}" + text("w") + whole_tensor() + "s" + text("w") + whole_tensor() + "s") ==
        "UnpicklingError: Tensor 'w' is there twice");
}

TEST_CASE("what a pickle would call is never called") {
  std::string evil = global("os", "system") + tuple(text("echo")) + "R";
  auto bytes = legacy("}(" + text("evil") + evil + text("w") + whole_tensor() + text("model") + "}" + text("v") +
                      whole_tensor() + "su");
  auto file = read(bytes);
  REQUIRE(raised(file) == "");
  REQUIRE(file->dicts.size() == 2);
  CHECK(file->dicts[0].tensors[0].name == "w");
  CHECK(file->dicts[1].path == "['model']");
  CHECK(says_of(evil) == "ValueError: There is no state dict in the file: it holds an object");
}

TEST_CASE("a broken pickle is refused with the place") {
  auto broken = [](const std::string& object) {
    std::string s = says_of(object);
    std::string start = "UnpicklingError: The pickle is broken at byte ";
    REQUIRE(s.substr(0, start.size()) == start);
    return s.substr(start.size());
  };
  CHECK(broken("") == "27: a value is missing");
  CHECK(broken("a") == "27: a value is missing");
  CHECK(broken("NNa") == "29: what items are added to takes none");
  CHECK(broken("N(NR") == "30: a value is missing");
  CHECK(broken("}(NNNu") == "32: a key without a value");
  CHECK(broken("]}(NNu(Ne") == "35: what items are added to takes none");
  CHECK(broken("u") == "27: a mark is missing");
  CHECK(broken("h\x05") == "27: a memo number that was never given");
  CHECK(broken("Nr\xff\xff\xff\x7f") == "28: a memo number too large");
  CHECK(broken("X\xff\xff\xff\x7f") == "27: it is cut off");
  CHECK(broken("X\xff") == "27: it is cut off");
  CHECK(broken("\x80\x06") == "27: a protocol above 5");
  CHECK(broken("I1\n") == "27: an opcode that is not known, or one of protocol 0 or 1");
  CHECK(broken("c\xff\n\n") == "27: a name that is not text");
  CHECK(broken(std::string(5'000'000, ')')) == "4000026: more than 4 million values");
  CHECK(broken(std::string(17'000'000, '(')) == "16000026: more than 4 million values");
}

TEST_CASE("values that hold each other often, or themselves, end") {
  // Each list holds the one before nine times: 9^39 ways down, 40 lists.
  std::string lists = "]q" + std::string(1, '\0');
  for (char i = 1; i < 40; i++) {
    lists += std::string("]q") + i + "(";
    for (int k = 0; k < 9; k++) lists += std::string("h") + char(i - 1);
    lists += "e";
  }
  CHECK(says_of(lists) == "ValueError: There is no state dict in the file: it holds a list");
  std::string net = global("__main__", "Net") + ")R";
  std::string itself = net + "q" + std::string(1, '\0') + "}(" + text("_parameters") + "}" + text("w") +
                       whole_tensor() + "s" + text("_modules") + "}" + text("m") + "h" + std::string(1, '\0') + "sub";
  CHECK(says_of(itself) == "UnpicklingError: The pickle's values hold each other too often to be listed");
  std::string deep(100'000, ']');
  CHECK(says_of(deep + std::string(99'999, 'a')) ==
        "UnpicklingError: The pickle's values hold each other too often to be listed");
}

TEST_CASE("files cut off anywhere are refused, files with a changed byte never do harm") {
  for (auto name : {"cnn.safetensors", "dtypes.pt", "views_legacy.pt", "checkpoint.pt", "module.pt", "big_endian.pt"}) {
    CAPTURE(std::string(name));
    auto bytes = file_bytes(weight_path(name));
    REQUIRE(bytes.size() > 500);
    int read = 0;
    for (size_t n = 0; n < bytes.size(); n++) read += bool(weights::read({bytes.data(), n}));
    CHECK(read == 0);
    int bad = 0;
    for (size_t i = 0; i < bytes.size(); i++) {
      uint8_t before = bytes[i];
      for (uint8_t change : {1, 0x80, 0xff}) {
        bytes[i] = uint8_t(before ^ change);
        bad += !exercise(bytes, weights::read);
      }
      bytes[i] = before;
    }
    CHECK(bad == 0);
  }
}

TEST_CASE("what the fuzzers start from and what they found") {
  auto replay = [](const char* folder, Result<weights::File> (*reader)(weights::Bytes)) {
    int n = 0;
    for (auto& entry : std::filesystem::directory_iterator(std::string(SHAPEWALK_TESTS) + "/fuzz/corpus/" + folder)) {
      auto name = entry.path().string();
      CAPTURE(name);
      auto bytes = file_bytes(name);
      CHECK(exercise(bytes, reader));
      CHECK(exercise(bytes, weights::read));
      n++;
    }
    CHECK(n > 5);
  };
  replay("safetensors", weights::read_safetensors);
  replay("torch", [](weights::Bytes b) {
    return b.size() && b[0] == 'P' ? weights::read_torch_zip(b) : weights::read_torch_legacy(b);
  });
}

TEST_CASE("what is no weight file is named where it can be") {
  auto hint = [](const std::string& s) {
    auto r = read(s);
    return r ? "" : r.error()->hint;
  };
  CHECK(raised(read("")) == "ValueError: The file is empty");
  CHECK(hint("<!doctype html><html>") == "It is a web page: the download gave a page and no file.");
  CHECK(hint("version https://git-lfs.github.com/spec/v1\noid") ==
        "It is a Git LFS pointer, which stands for the file: `git lfs pull` fetches it.");
  CHECK(hint(std::string(257, 'x') + "ustar") ==
        "It is a tar file, as PyTorch wrote before version 0.1.10: load and save it with a newer one.");
  CHECK(raised(read("\x80\x02N.")) == "UnpicklingError: Invalid magic number; corrupt file?");
  CHECK(hint("\x80\x02N.") == "It is a pickle, but not one of torch.save: save it with that.");
}
