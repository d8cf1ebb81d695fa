// Names: those that NumPy has for PyTorch's arguments, those that PyTorch has and no row makes, those that nobody has.
#include "kit.h"

using namespace kit;

namespace {

/// What the program prints, with a model at its end that says nothing.
std::string printed(std::string_view lines) {
  auto t = trace("import torch\nfrom torch import nn\nimport torch.nn.functional as F\nx = torch.zeros(3, 4)\n" +
                     std::string(lines) + "\nnet = nn.Linear(4, 2)\n",
                 "2,4");
  CHECK(error(t) == "");
  return t.printed;
}

/// The error that the expression raises.
std::string raised(std::string_view expression) {
  return printed("try:\n    " + std::string(expression) +
                 "\nexcept Exception as e:\n    print(type(e).__name__ + ': ' + str(e))");
}

}  // namespace

TEST_CASE("functions and methods take NumPy's names for dim and keepdim") {
  CHECK(printed("print(torch.softmax(x, axis=1).shape, x.sum(axis=1).shape, x.mean(axis=0, keepdims=True).shape)") ==
        "torch.Size([3, 4]) torch.Size([3]) torch.Size([1, 4])\n");
  CHECK(printed("print(torch.max(x, axis=1)[0].shape, x.size(axis=0))") == "torch.Size([3]) 3\n");
  CHECK(raised("F.softmax(x, axis=1)") == "TypeError: softmax() got an unexpected keyword argument 'axis'\n");
  CHECK(raised("x.sum(axes=1)") == "TypeError: sum() got an unexpected keyword argument 'axes'\n");
}

TEST_CASE("what PyTorch has and no row makes is unknown; what it does not have is an error") {
  CHECK(raised("x.svd(); x.stft(4); nn.UninitializedBuffer; F.multi_head_attention_forward; nn.modules.utils._pair") ==
        "");
  CHECK(printed("print(hasattr(x, 'svd'), hasattr(x, 'foo'), hasattr(x, '_decay'), hasattr(nn, 'Conv9d'))") ==
        "True False False False\n");
  CHECK(raised("x.flaten(1)") == "AttributeError: 'Tensor' object has no attribute 'flaten'\n");
  CHECK(raised("nn.Lienar(4, 2)") == "AttributeError: module 'torch.nn' has no attribute 'Lienar'\n");
  CHECK(raised("F.rleu(x)") == "AttributeError: module 'torch.nn.functional' has no attribute 'rleu'\n");
}

TEST_CASE("a method that is reached through its class wants an object of it") {
  CHECK(raised("list.append(3, 4)") ==
        "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'int' object\n");
  CHECK(raised("list.append()") == "TypeError: unbound method list.append() needs an argument\n");
  CHECK(raised("torch.Size.numel(3)") ==
        "TypeError: descriptor 'numel' for 'torch.Size' objects doesn't apply to a 'int' object\n");
  CHECK(raised("nn.Module.modules(3)") == "TypeError: descriptor 'modules' doesn't apply to a 'int' object\n");
  CHECK(printed("print(list(nn.Module.children(nn.Sequential(nn.ReLU()))), str.upper('a'), dict.get({1: 2}, 1))") ==
        "[ReLU()] A 2\n");
  // Whatever a method is given, it answers or raises.
  for (auto name : {"list", "dict", "set", "str", "tuple", "int", "Exception", "torch.Size", "nn.Module",
                    "nn.Sequential", "nn.ModuleDict", "nn.Transformer", "nn.Parameter"}) {
    CAPTURE(std::string(name));
    CHECK(
        printed("calls = 0\nfor n in dir(" + std::string(name) +
                "):\n    for v in (3, None, 'a', [], {}, nn.ReLU(), x, nn.Linear):\n        calls += 1\n        try:\n"
                "            getattr(" +
                std::string(name) + ", n)(v, 1)\n        except Exception:\n            pass\nprint(calls > 30)") ==
        "True\n");
  }
}

TEST_CASE("a layer is no list of layers") {
  CHECK(raised("for a in nn.ReLU(): pass") == "TypeError: 'ReLU' object is not iterable\n");
  CHECK(raised("a, b = nn.ReLU()") == "TypeError: cannot unpack non-iterable ReLU object\n");
  CHECK(raised("1 in nn.ReLU()") == "TypeError: argument of type 'ReLU' is not iterable\n");
  CHECK(printed("print([type(a).__name__ for a in nn.Sequential(nn.ReLU(), nn.Tanh())])") == "['ReLU', 'Tanh']\n");
}

TEST_CASE("no chance is not a number") {
  CHECK(raised("F.dropout2d(torch.tensor(16.), float('nan'), True)") ==
        "RuntimeError: dropout probability has to be between 0 and 1, but got nan\n");
}

TEST_CASE("a pattern of einops without end has one") {
  CHECK(printed(
            "import einops\ntry:\n    einops.rearrange(x, ' '.join(['a' + str(i) for i in range(20000)]) + ' -> a0')\n"
            "except einops.EinopsError as e:\n    print(str(e)[-45:].strip())") ==
        "more than the 512 axes that Shapewalk follows\n");
}
