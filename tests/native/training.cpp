// Programs that train: gradients have shapes, and rounds that repeat are seen once.
#include "kit.h"

using namespace kit;

namespace {

constexpr std::string_view kHead = "import torch\nfrom torch import nn\n";

api::Trace traced(std::string_view program) { return trace(std::string(kHead) + std::string(program)); }

/// What is printed, and the error; a program without a model is fine.
std::string printed(std::string_view program) {
  auto t = traced(program);
  return t.printed + (t.error && t.error->type != "NoModel" ? error(t) : "");
}

constexpr std::string_view kTraining = R"(net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
x, y = torch.randn(4, 2), torch.randn(4, 1)
for epoch in range(5000):
    net.zero_grad()
    loss = ((net(x) - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= 0.1 * p.grad
print(epoch)
)";

}  // namespace

TEST_CASE("gradients have the shapes of what they are of, once backward() was called") {
  constexpr std::string_view w = "w = torch.randn(3, 2, requires_grad=True)\n";
  CHECK(printed(std::string(w) + "print(w.grad)\n(w * 2).sum().backward()\nprint(w.grad.shape)\n") ==
        "None\ntorch.Size([3, 2])\n");
  CHECK(printed(std::string(w) + "(w * 2).sum().backward()\nw.grad = None\nprint(w.grad)\n") == "None\n");
  CHECK(printed("net = nn.Linear(3, 2)\nnet(torch.ones(1, 3)).sum().backward()\nprint(net.weight.grad.shape)\n"
                "net.zero_grad()\nprint(net.bias.grad)\n") == "torch.Size([2, 3])\nNone\n");
  // What took no part has none; nor has what is not asked to.
  CHECK(printed("a, b = nn.Linear(3, 2), nn.Linear(3, 2)\na.bias.requires_grad = False\n"
                "a(torch.ones(1, 3)).sum().backward()\nprint(b.weight.grad, a.bias.grad)\n") == "None None\n");
}

TEST_CASE("backward() says what PyTorch says") {
  CHECK(printed("torch.randn(3).sum().backward()\n") ==
        "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn");
  constexpr std::string_view w = "w = torch.randn(3, requires_grad=True)\n";
  CHECK(printed(std::string(w) + "(w * 2).backward()\n") ==
        "RuntimeError: grad can be implicitly created only for scalar outputs");
  CHECK(printed(std::string(w) + "(w * 2).backward(torch.ones(2))\n") ==
        "RuntimeError: Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of "
        "torch.Size([3]).");
  CHECK(printed(std::string(w) + "(w * 2).backward(torch.ones(3))\nprint(w.grad.shape)\n") == "torch.Size([3])\n");
  CHECK(printed(std::string(w) + "w.grad = torch.ones(2)\n") ==
        "RuntimeError: attempting to assign a gradient of size '[2]' to a tensor of size '[3]'. Please ensure that the "
        "gradient and the tensor are the same size");
}

TEST_CASE("rounds of training that repeat are seen once") {
  auto t = traced(kTraining);
  CHECK(error(t) == "");
  CHECK(t.printed == "4999\n");
  REQUIRE(t.notes.size() == 1);
  CHECK(t.notes[0].text ==
        "Rounds 3 to 4999 are left out, and what they would print: they are taken to have the same shapes as "
        "round 2.");
  CHECK(t.notes[0].line == 5);
  CHECK(t.steps.size() == 44);
}

TEST_CASE("rounds that differ, or do not train, are all seen") {
  std::string other(kTraining);
  other.replace(other.find("5000"), 4, "6");
  other.replace(other.find("net(x) - y"), 10, "net(x[:3 + epoch % 2]) - y[:3 + epoch % 2]");
  auto t = traced(other);
  CHECK(error(t) == "");
  CHECK(t.notes.empty());
  CHECK(t.steps.size() > 60);
  t = traced("net = nn.Linear(2, 2)\nx = torch.ones(1, 2)\nfor i in range(7):\n    x = net(x)\n");
  CHECK(t.notes.empty());
  CHECK(t.steps.size() == 8);
}

TEST_CASE("a loop that can be left is seen to its end") {
  constexpr std::string_view head =
      "import itertools\nnet = nn.Linear(2, 1)\nx = torch.ones(3, 2)\nfor i in itertools.count():\n"
      "    loss = net(x).sum()\n    loss.backward()\n";
  auto t = traced(std::string(head) + "    if i == 9: break\nprint(i)\n");
  CHECK(error(t) == "");
  CHECK(t.printed == "9\n");
  CHECK(t.notes.empty());
  // And one that ends nowhere is said to.
  t = traced(head);
  REQUIRE(t.error);
  CHECK(t.error->type == "Limit");
  CHECK(t.error->line == 6);
}

TEST_CASE("the last round is seen: its batch may be short") {
  auto t = trace(
      "import torch\nfrom torch import nn\nnet = nn.Linear(3, 1)\ndata = torch.zeros(103, 3)\n"
      "for i in range(0, 103, 10):\n    batch = data[i:i + 10]\n    loss = net(batch).mean()\n    loss.backward()\n"
      "    print(i, batch.shape)\n");
  CHECK(error(t) == "");
  CHECK(t.printed == "0 torch.Size([10, 3])\n10 torch.Size([10, 3])\n100 torch.Size([3, 3])\n");
  REQUIRE(t.notes.size() == 1);
  CHECK(t.notes[0].text ==
        "Rounds 3 to 10 are left out, and what they would print: they are taken to have the same shapes as round "
        "2.");
}
