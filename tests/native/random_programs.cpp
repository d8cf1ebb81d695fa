#include "random_programs.h"

#include "api.h"
#include "shape/words.h"

using shapewalk::words;

namespace kit {

namespace {

std::string num(int64_t n) { return std::to_string(n); }

/// A class with these lines in its constructor and its forward, and an instance of it.
struct Module {
  std::string init, forward, arguments, call;
  void layer(const std::string& line) { init += "        " + line + "\n"; }
  void step(const std::string& line) { forward += "        " + line + "\n"; }
  std::string text() const {
    return "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\n\nclass Net(nn.Module):\n"
           "    def __init__(self" +
           arguments + "):\n        super().__init__()\n" + init + "\n    def forward(self, x):\n" + forward +
           "\n\nnet = Net(" + call + ")\n";
  }
};

constexpr std::string_view kImports = "import torch\nfrom torch import nn\n\n";

/// Half of the programs call their model themselves.
RandomProgram finish(Draw& d, std::string family, std::string source, std::string input, bool whole_numbers = false) {
  RandomProgram p{std::move(family), std::move(source), std::move(input)};
  if (d.chance(50)) {
    std::string sizes;
    for (char c : p.input) sizes += c == ',' ? ", " : std::string(1, c);
    p.source +=
        whole_numbers ? "x = torch.zeros(" + sizes + ", dtype=torch.long)\n" : "x = torch.randn(" + sizes + ")\n";
    p.source += "y = net(x)\n";
    p.input = "";
  } else if (whole_numbers) {
    p.input += ":long";
  }
  return p;
}

std::vector<int64_t> output_of(const std::string& source, const std::string& input) {
  auto t = shapewalk::api::trace({source, {}, input, false, false});
  return t.error || t.output.empty() ? std::vector<int64_t>{} : t.output[0];
}

std::string input_of(int64_t batch, int64_t channels, const std::vector<int64_t>& sizes) {
  std::string s = num(batch) + "," + num(channels);
  for (int64_t n : sizes) s += "," + num(n);
  return s;
}

struct Conv {
  std::string line, activation;
};

/// A convolution with its usual arguments, positional or by keyword.
std::string conv(Draw& d, int axes, int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t padding) {
  std::string s = words("nn.Conv%d(%, %, ", {axes, in, out});
  bool keywords = d.chance(60);
  s += (keywords ? "kernel_size=" : "") + num(kernel);
  if (stride != 1 || d.chance(10)) s += (keywords ? ", stride=" : ", ") + num(stride);
  if (padding) s += (keywords || stride == 1 ? ", padding=" : ", ") + num(padding);
  return s + ")";
}

/// "32 * 6 * 6", or what it comes to.
std::string product(Draw& d, const std::vector<int64_t>& shape) {
  int64_t n = 1;
  std::string s;
  for (size_t i = 1; i < shape.size(); i++) n *= shape[i], s += (i > 1 ? " * " : "") + num(shape[i]);
  return d.chance(50) ? s : num(n);
}

RandomProgram sequential_cnn(Draw& d, int axes) {
  while (true) {
    int64_t batch = d.in(1, 8), channels = d.of<int64_t>({1, 3, 3, 4}), c = channels;
    std::vector<int64_t> sizes;
    int64_t base = axes == 1 ? d.in(40, 200) : axes == 2 ? d.of<int64_t>({28, 32, 48, 64}) : d.in(12, 20);
    for (int a = 0; a < axes; a++) sizes.push_back(a && d.chance(25) ? base + d.in(1, 8) : base);
    std::string body;
    int64_t out = d.of<int64_t>({6, 8, 16, 32}), count = d.in(1, 4);
    for (int64_t i = 0; i < count; i++) {
      int64_t kernel = d.of<int64_t>({3, 3, 3, 5, 7, 2});
      body += "    " + conv(d, axes, c, out, kernel, d.chance(25) ? 2 : 1, d.chance(50) ? kernel / 2 : 0) + ",\n";
      c = out;
      if (d.chance(40)) body += words("    nn.BatchNorm%d(%),\n", {axes, c});
      if (d.chance(15)) body += words("    nn.GroupNorm(2, %),\n", {c});
      body += d.chance(70) ? "    nn.ReLU(),\n" : "    nn.LeakyReLU(0.2),\n";
      if (d.chance(60))
        body += words("    nn.%Pool%d(%),\n", {d.chance(70) ? "Max" : "Avg", axes, d.chance(80) ? 2 : 3});
      out = d.chance(60) ? out * 2 : out;
    }
    if (d.chance(25)) body += words("    nn.AdaptiveAvgPool%d(%),\n", {axes, d.in(1, 4)});
    std::string source = std::string(kImports) + "net = nn.Sequential(\n" + body;
    auto map = output_of(source + ")\n", input_of(batch, channels, sizes));
    if (map.empty()) continue;
    source += "    nn.Flatten(),\n";
    std::string features = product(d, map);
    if (d.chance(50)) {
      int64_t hidden = d.of<int64_t>({50, 64, 120, 128});
      source += "    nn.Linear(" + features + ", " + num(hidden) + "),\n    nn.ReLU(),\n";
      features = num(hidden);
    }
    source += "    nn.Linear(" + features + ", " + num(d.of<int64_t>({2, 5, 10, 100})) + "),\n)\n";
    return finish(d, words("Sequential, %-D", {axes}), source, input_of(batch, channels, sizes));
  }
}

RandomProgram class_cnn(Draw& d) {
  while (true) {
    Module m;
    int64_t batch = d.in(1, 12), channels = d.of<int64_t>({1, 3}), side = d.of<int64_t>({28, 32, 64}), c = channels;
    int64_t out = d.of<int64_t>({6, 10, 16, 32}), count = d.in(2, 3);
    bool pool_layer = d.chance(50), norm = d.chance(30);
    if (pool_layer) m.layer(words("self.pool = nn.MaxPool2d(%, %)", {2, 2}));
    for (int64_t i = 1; i <= count; i++) {
      int64_t kernel = d.of<int64_t>({3, 5});
      m.layer(words("self.conv% = %", {i, conv(d, 2, c, out, kernel, 1, d.chance(40) ? kernel / 2 : 0)}));
      if (norm) m.layer(words("self.bn% = nn.BatchNorm2d(%)", {i, out}));
      std::string inner = words(norm ? "self.bn%(self.conv%(x))" : "self.conv%(x)", {i, i});
      if (!norm) inner = words("self.conv%(x)", {i});
      m.step(pool_layer ? "x = self.pool(F.relu(" + inner + "))" : "x = F.max_pool2d(F.relu(" + inner + "), 2)");
      c = out;
      out = d.chance(60) ? out * 2 : out;
    }
    std::string input = input_of(batch, channels, {side, side});
    Module probe = m;
    probe.step("return x");
    auto map = output_of(probe.text(), input);
    if (map.empty()) continue;
    std::string features = product(d, map);
    switch (d.in(0, 4)) {
      case 0: m.step("x = torch.flatten(x, 1)"); break;
      case 1: m.step("x = x.view(-1, " + features + ")"); break;
      case 2: m.step("x = x.view(x.size(0), -1)"); break;
      case 3: m.step("x = x.reshape(x.shape[0], -1)"); break;
      default: m.step("x = x.flatten(start_dim=1)");
    }
    int64_t hidden = d.of<int64_t>({50, 84, 120, 256});
    m.layer("self.fc1 = nn.Linear(" + features + ", " + num(hidden) + ")");
    m.layer(words("self.fc2 = nn.Linear(%, %)", {hidden, d.of<int64_t>({2, 10, 100})}));
    m.step("x = F.relu(self.fc1(x))");
    m.step(d.chance(50) ? "return self.fc2(x)" : "return F.log_softmax(self.fc2(x), dim=1)");
    return finish(d, "class with a view", m.text(), input);
  }
}

RandomProgram unet(Draw& d) {
  Module m;
  int64_t w = d.of<int64_t>({8, 16, 32}), depth = d.in(1, 3), channels = d.of<int64_t>({1, 3});
  bool norm = d.chance(50), bilinear = d.chance(25);
  auto doubled = [&](int64_t in, int64_t out) {
    std::string n = norm ? words("nn.BatchNorm2d(%), ", {out}) : "";
    return words("nn.Sequential(nn.Conv2d(%, %, 3, padding=1), %nn.ReLU(), nn.Conv2d(%, %, 3, padding=1), nn.ReLU())",
                 {in, out, n, out, out});
  };
  int64_t c = channels, out = w;
  for (int64_t i = 1; i <= depth; i++) {
    m.layer(words("self.down% = %", {i, doubled(c, out)}));
    c = out, out *= 2;
  }
  m.layer("self.pool = nn.MaxPool2d(2)");
  m.layer("self.bottom = " + doubled(c, out));
  for (int64_t i = depth; i >= 1; i--) {
    if (bilinear)
      m.layer(words("self.up% = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(%, %, 1))", {i, out, out / 2}));
    else
      m.layer(words("self.up% = nn.ConvTranspose2d(%, %, kernel_size=2, stride=2)", {i, out, out / 2}));
    m.layer(words("self.join% = %", {i, doubled(out, out / 2)}));
    out /= 2;
  }
  m.layer(words("self.out = nn.Conv2d(%, %, 1)", {out, d.in(1, 4)}));
  for (int64_t i = 1; i <= depth; i++)
    m.step(i == 1 ? "d1 = self.down1(x)" : words("d% = self.down%(self.pool(d%))", {i, i, i - 1}));
  m.step(words("u = self.bottom(self.pool(d%))", {depth}));
  for (int64_t i = depth; i >= 1; i--) m.step(words("u = self.join%(torch.cat([self.up%(u), d%], dim=1))", {i, i, i}));
  m.step("return self.out(u)");
  int64_t side = d.of<int64_t>({32, 48, 64});
  return finish(d, "U-Net", m.text(), input_of(d.in(1, 4), channels, {side, side}));
}

RandomProgram residual(Draw& d) {
  int64_t w = d.of<int64_t>({8, 16, 64}), classes = d.of<int64_t>({2, 10, 100}), stages = d.in(1, 3), c = w;
  std::string s =
      "import torch\nimport torch.nn as nn\n\n\nclass Block(nn.Module):\n"
      "    def __init__(self, inside, out, stride=1):\n        super().__init__()\n"
      "        self.conv1 = nn.Conv2d(inside, out, 3, stride=stride, padding=1)\n"
      "        self.bn1 = nn.BatchNorm2d(out)\n"
      "        self.conv2 = nn.Conv2d(out, out, 3, padding=1)\n        self.bn2 = nn.BatchNorm2d(out)\n"
      "        self.down = nn.Sequential()\n        if stride != 1 or inside != out:\n"
      "            self.down = nn.Conv2d(inside, out, 1, stride=stride)\n\n"
      "    def forward(self, x):\n        y = torch.relu(self.bn1(self.conv1(x)))\n"
      "        y = self.bn2(self.conv2(y))\n        return torch.relu(y + self.down(x))\n\n\n"
      "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n";
  s += words("        self.stem = nn.Conv2d(3, %, 3, padding=1)\n        self.norm = nn.BatchNorm2d(%)\n", {w, w});
  std::string forward = "        x = torch.relu(self.norm(self.stem(x)))\n";
  for (int64_t i = 1; i <= stages; i++) {
    int64_t out = i == 1 ? c : c * 2;
    s += words("        self.layer% = nn.Sequential(Block(%, %, %), Block(%, %))\n",
               {i, c, out, i == 1 ? 1 : 2, out, out});
    forward += words("        x = self.layer%(x)\n", {i});
    c = out;
  }
  s += words("        self.pool = nn.AdaptiveAvgPool2d(1)\n        self.fc = nn.Linear(%, %)\n", {c, classes});
  s += "\n    def forward(self, x):\n" + forward +
       "        x = torch.flatten(self.pool(x), 1)\n        return self.fc(x)\n";
  s += "\n\nnet = Net()\n";
  int64_t side = d.of<int64_t>({32, 64});
  return finish(d, "residual", s, input_of(d.in(1, 4), 3, {side, side}));
}

RandomProgram generator(Draw& d) {
  int64_t z = d.of<int64_t>({64, 100, 128}), c = d.of<int64_t>({128, 256, 512}), ups = d.in(2, 3), batch = d.in(1, 16);
  if (d.chance(50)) {
    std::string s = std::string(kImports) + "net = nn.Sequential(\n";
    s += words("    nn.ConvTranspose2d(%, %, 4, 1, 0, bias=False),\n    nn.BatchNorm2d(%),\n    nn.ReLU(True),\n",
               {z, c, c});
    for (int64_t i = 0; i < ups; i++, c /= 2)
      s += words("    nn.ConvTranspose2d(%, %, 4, 2, 1, bias=False),\n    nn.BatchNorm2d(%),\n    nn.ReLU(True),\n",
                 {c, c / 2, c / 2});
    s += words("    nn.ConvTranspose2d(%, 3, 4, 2, 1),\n    nn.Tanh(),\n)\n", {c});
    return finish(d, "generator", s, input_of(batch, z, {1, 1}));
  }
  Module m;
  int64_t side = d.of<int64_t>({4, 7, 8});
  m.layer(words("self.fc = nn.Linear(%, % * % * %)", {z, c, side, side}));
  std::string up;
  int64_t k = c;
  for (int64_t i = 0; i < ups; i++, k /= 2)
    up += words(
        "            nn.ConvTranspose2d(%, %, 3, stride=2, padding=1, output_padding=1),\n            nn.ReLU(),\n",
        {k, k / 2});
  m.layer("self.up = nn.Sequential(\n" + up + words("            nn.Conv2d(%, 1, 3, padding=1),\n        )", {k}));
  m.step("x = self.fc(x)");
  m.step(words(d.chance(50) ? "x = x.view(-1, %, %, %)" : "x = x.view(x.size(0), %, %, %)", {c, side, side}));
  m.step("return torch.tanh(self.up(x))");
  return finish(d, "generator from a vector", m.text(), input_of(batch, z, {}));
}

RandomProgram recurrent(Draw& d) {
  Module m;
  int64_t features = d.of<int64_t>({10, 28, 40}), hidden = d.of<int64_t>({32, 64, 128}), layers = d.in(1, 3);
  int64_t time = d.in(5, 30), batch = d.in(2, 8);
  std::string kind = d.of<const char*>({"LSTM", "GRU", "RNN"});
  bool both = d.chance(30), state = d.chance(30), first = d.chance(80);
  m.layer(words("self.rnn = nn.%(%, %, %%%)", {kind, features, hidden, words("num_layers=%", {layers}),
                                               first ? ", batch_first=True" : "", both ? ", bidirectional=True" : ""}));
  m.layer(both ? words("self.fc = nn.Linear(% * 2, %)", {hidden, d.of<int64_t>({1, 5, 10})})
               : words("self.fc = nn.Linear(%, %)", {hidden, d.of<int64_t>({1, 5, 10})}));
  if (state && !both && first) {
    m.step(words("h0 = torch.zeros(%, x.size(0), %)", {layers, hidden}));
    m.step(kind == "LSTM" ? words("c0 = torch.zeros(%, x.size(0), %)", {layers, hidden})
                          : std::string("# the state starts at zero"));
    m.step(kind == "LSTM" ? "out, _ = self.rnn(x, (h0, c0))" : "out, _ = self.rnn(x, h0)");
  } else {
    m.step("out, _ = self.rnn(x)");
  }
  m.step(first ? "return self.fc(out[:, -1, :])" : "return self.fc(out[-1])");
  std::string input = first ? words("%,%,%", {batch, time, features}) : words("%,%,%", {time, batch, features});
  return finish(d, "recurrent", m.text(), input);
}

RandomProgram text_rnn(Draw& d) {
  Module m;
  int64_t words_known = d.of<int64_t>({1000, 5000}), wide = d.of<int64_t>({50, 64, 128}),
          hidden = d.of<int64_t>({64, 100, 256});
  m.layer(words("self.embed = nn.Embedding(%, %)", {words_known, wide}));
  m.layer(words("self.lstm = nn.LSTM(%, %, batch_first=True)", {wide, hidden}));
  if (d.chance(40)) {
    m.layer(words("self.norm = nn.LayerNorm(%)", {hidden}));
    m.layer(words("self.fc = nn.Linear(%, %)", {hidden, d.of<int64_t>({2, 5, 20})}));
    m.step("x, (h, c) = self.lstm(self.embed(x))");
    m.step("return self.fc(self.norm(h[-1]))");
  } else {
    m.layer(words("self.fc = nn.Linear(%, %)", {hidden, d.of<int64_t>({2, 5, 20})}));
    m.step("x, _ = self.lstm(self.embed(x))");
    m.step("return self.fc(x.mean(dim=1))");
  }
  return finish(d, "text", m.text(), words("%,%", {d.in(2, 8), d.in(6, 40)}), true);
}

RandomProgram text_cnn(Draw& d) {
  Module m;
  int64_t wide = d.of<int64_t>({50, 100, 128}), filters = d.of<int64_t>({32, 100});
  m.layer(words("self.embed = nn.Embedding(%, %)", {d.of<int64_t>({2000, 10000}), wide}));
  m.layer(words("self.convs = nn.ModuleList([nn.Conv1d(%, %, k) for k in (3, 4, 5)])", {wide, filters}));
  m.layer(words("self.fc = nn.Linear(% * %, %)", {3, filters, d.of<int64_t>({2, 4})}));
  m.step("x = self.embed(x).permute(0, 2, 1)");
  m.step("x = [F.relu(c(x)).max(dim=2)[0] for c in self.convs]");
  m.step("return self.fc(torch.cat(x, dim=1))");
  return finish(d, "text", m.text(), words("%,%", {d.in(2, 8), d.in(12, 40)}), true);
}

RandomProgram mlp(Draw& d) {
  int64_t c = d.of<int64_t>({1, 3}), side = d.of<int64_t>({8, 28}), features = c * side * side, count = d.in(1, 4);
  bool image = d.chance(60), norm = d.chance(30);
  std::string body;
  int64_t in = features;
  for (int64_t i = 0; i < count; i++) {
    int64_t out = d.of<int64_t>({32, 64, 128, 256, 512});
    body += words("    nn.Linear(%, %),\n", {in, out});
    if (norm) body += words("    nn.BatchNorm1d(%),\n", {out});
    body += d.chance(50) ? "    nn.ReLU(),\n" : "    nn.Tanh(),\n    nn.Dropout(0.5),\n";
    in = out;
  }
  std::string s = std::string(kImports) + "net = nn.Sequential(\n" + (image ? "    nn.Flatten(),\n" : "") + body +
                  words("    nn.Linear(%, %),\n)\n", {in, d.of<int64_t>({1, 3, 10})});
  return finish(d, "MLP", s, image ? input_of(d.in(2, 8), c, {side, side}) : input_of(d.in(2, 8), features, {}));
}

RandomProgram mobile(Draw& d) {
  int64_t c = d.of<int64_t>({8, 16, 32}), count = d.in(1, 3), in = c;
  std::string s =
      std::string(kImports) + "net = nn.Sequential(\n" +
      words("    nn.Conv2d(3, %, 3, stride=2, padding=1),\n    nn.BatchNorm2d(%),\n    nn.ReLU6(),\n", {c, c});
  for (int64_t i = 0; i < count; i++) {
    int64_t stride = d.of<int64_t>({1, 2}), out = d.chance(60) ? in * 2 : in;
    s += words("    nn.Conv2d(%, %, 3, stride=%, padding=1, groups=%),\n    nn.GroupNorm(%, %),\n    nn.ReLU6(),\n",
               {in, in, stride, in, d.of<int64_t>({2, 4}), in});
    s += words("    nn.Conv2d(%, %, 1),\n    nn.GroupNorm(%, %),\n    nn.ReLU6(),\n",
               {in, out, d.of<int64_t>({2, 4}), out});
    in = out;
  }
  s += words("    nn.AdaptiveAvgPool2d(1),\n    nn.Flatten(),\n    nn.Linear(%, %),\n)\n",
             {in, d.of<int64_t>({10, 1000})});
  int64_t side = d.of<int64_t>({32, 64, 96});
  return finish(d, "groups", s, input_of(d.in(1, 4), 3, {side, side}));
}

RandomProgram attention(Draw& d) {
  Module m;
  int64_t heads = d.of<int64_t>({2, 4, 8}), wide = heads * d.of<int64_t>({8, 16, 32}), patch = d.of<int64_t>({4, 8}),
          side = 32;
  int64_t batch = d.in(1, 6), cells = (side / patch) * (side / patch);
  if (d.chance(50)) {
    m.layer(words("self.patches = nn.Conv2d(3, %, kernel_size=%, stride=%)", {wide, patch, patch}));
    m.layer(words("self.token = nn.Parameter(torch.zeros(1, 1, %))", {wide}));
    m.layer(words("self.place = nn.Parameter(torch.zeros(1, % + 1, %))", {cells, wide}));
    m.layer(words("layer = nn.TransformerEncoderLayer(%, %, dim_feedforward=%, batch_first=True)",
                  {wide, heads, wide * 2}));
    m.layer("self.encoder = nn.TransformerEncoder(layer, num_layers=2)");
    m.layer(words("self.head = nn.Linear(%, %)", {wide, d.of<int64_t>({10, 100})}));
    m.step("x = self.patches(x).flatten(2).transpose(1, 2)");
    m.step("x = torch.cat([self.token.expand(x.size(0), -1, -1), x], dim=1) + self.place");
    m.step("return self.head(self.encoder(x)[:, 0])");
    return finish(d, "attention", m.text(), input_of(batch, 3, {side, side}));
  }
  int64_t time = d.in(5, 20);
  m.layer(words("self.norm = nn.LayerNorm(%)", {wide}));
  m.layer(words("self.attention = nn.MultiheadAttention(%, %, batch_first=True)", {wide, heads}));
  m.layer(
      words("self.mlp = nn.Sequential(nn.Linear(%, %), nn.GELU(), nn.Linear(%, %))", {wide, wide * 4, wide * 4, wide}));
  m.step("y = self.norm(x)");
  m.step("y, _ = self.attention(y, y, y)");
  m.step("x = x + y");
  m.step("return x + self.mlp(x)");
  return finish(d, "attention", m.text(), words("%,%,%", {batch, time, wide}));
}

RandomProgram autoencoder(Draw& d) {
  Module m;
  int64_t side = d.of<int64_t>({28, 32}), c = d.of<int64_t>({1, 3}), w = d.of<int64_t>({8, 16});
  int64_t low = side / 4, code = d.of<int64_t>({16, 32, 64});
  std::string flat = d.chance(50) ? words("% * % * %", {w * 2, low, low}) : num(w * 2 * low * low);
  m.layer(words(
      "self.encoder = nn.Sequential(\n            nn.Conv2d(%, %, 3, stride=2, padding=1),\n            nn.ReLU(),\n"
      "            nn.Conv2d(%, %, 3, stride=2, padding=1),\n            nn.ReLU(),\n            nn.Flatten(),\n"
      "            nn.Linear(%, %),\n        )",
      {c, w, w, w * 2, flat, code}));
  m.layer(
      words("self.decoder = nn.Sequential(\n            nn.Linear(%, %),\n            nn.ReLU(),\n"
            "            nn.Unflatten(1, (%, %, %)),\n"
            "            nn.ConvTranspose2d(%, %, 3, stride=2, padding=1, output_padding=1),\n            nn.ReLU(),\n"
            "            nn.ConvTranspose2d(%, %, 3, stride=2, padding=1, output_padding=1),\n        )",
            {code, flat, w * 2, low, low, w * 2, w, w, c}));
  m.step("return self.decoder(self.encoder(x))");
  return finish(d, "autoencoder", m.text(), input_of(d.in(1, 8), c, {side, side}));
}

RandomProgram from_a_list(Draw& d) {
  int64_t first = d.of<int64_t>({16, 32}), count = d.in(2, 4), c = first;
  std::string list = num(first);
  for (int64_t i = 1; i < count; i++) list += d.chance(40) ? words(", 'M', %", {c *= 2}) : words(", %", {c});
  std::string s =
      "import torch\nimport torch.nn as nn\n\n\ndef layers(widths, channels=3):\n    made = []\n"
      "    for w in widths:\n        if w == 'M':\n            made += [nn.MaxPool2d(2)]\n        else:\n"
      "            made += [nn.Conv2d(channels, w, 3, padding=1), nn.BatchNorm2d(w), nn.ReLU()]\n"
      "            channels = w\n    return nn.Sequential(*made)\n\n\n";
  s += "class Net(nn.Module):\n    def __init__(self, classes=10):\n        super().__init__()\n        self.features "
       "= layers([" +
       list + "])\n";
  s += words("        self.pool = nn.AdaptiveAvgPool2d((%, %))\n", {2, 2});
  s += words("        self.classifier = nn.Sequential(nn.Linear(% * 2 * 2, 64), nn.ReLU(), nn.Linear(64, classes))\n",
             {c});
  s += "\n    def forward(self, x):\n        x = self.pool(self.features(x))\n        return "
       "self.classifier(x.flatten(1))\n\n\nnet = Net()\n";
  int64_t side = d.of<int64_t>({32, 40});
  return finish(d, "made in a loop", s, input_of(d.in(1, 4), 3, {side, side}));
}

RandomProgram branches(Draw& d) {
  int64_t in = d.of<int64_t>({16, 32, 64}), a = d.of<int64_t>({8, 16}), b = d.of<int64_t>({16, 24}),
          e = d.of<int64_t>({4, 8});
  std::string s =
      "import torch\nimport torch.nn as nn\n\n\nclass Inception(nn.Module):\n"
      "    def __init__(self, inside, one, three, five):\n        super().__init__()\n"
      "        self.a = nn.Conv2d(inside, one, 1)\n"
      "        self.b = nn.Sequential(nn.Conv2d(inside, 8, 1), nn.Conv2d(8, three, 3, padding=1))\n"
      "        self.c = nn.Sequential(nn.Conv2d(inside, 8, 1), nn.Conv2d(8, five, 5, padding=2))\n"
      "        self.d = nn.MaxPool2d(3, stride=1, padding=1)\n\n    def forward(self, x):\n"
      "        return torch.cat([self.a(x), self.b(x), self.c(x), self.d(x)], 1)\n\n\n";
  s += words(
      "net = nn.Sequential(\n    nn.Conv2d(3, %, 3, padding=1),\n    Inception(%, %, %, %),\n    nn.BatchNorm2d(%),\n"
      "    nn.AdaptiveAvgPool2d(1),\n    nn.Flatten(),\n    nn.Linear(%, 10),\n)\n",
      {in, in, a, b, e, in + a + b + e, in + a + b + e});
  return finish(d, "branches", s, input_of(d.in(1, 4), 3, {24, 24}));
}

RandomProgram conv_recurrent(Draw& d) {
  Module m;
  int64_t h = d.of<int64_t>({32, 40}), w = d.in(40, 80), c = d.of<int64_t>({8, 16}), hidden = d.of<int64_t>({32, 64});
  m.layer(
      words("self.conv = nn.Sequential(nn.Conv2d(1, %, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(%, %, 3, "
            "padding=1), nn.ReLU(), nn.MaxPool2d(2))",
            {c, c, c * 2}));
  m.layer(words("self.rnn = nn.GRU(%, %, batch_first=True, bidirectional=True)",
                {d.chance(50) ? words("% * %", {c * 2, h / 4}) : num(c * 2 * (h / 4)), hidden}));
  m.layer(words("self.fc = nn.Linear(2 * %, %)", {hidden, d.of<int64_t>({11, 37})}));
  m.step("x = self.conv(x)");
  m.step(d.chance(50) ? "b, c, h, w = x.shape\n        x = x.permute(0, 3, 1, 2).reshape(b, w, c * h)"
                      : "x = x.permute(0, 3, 1, 2).flatten(2)");
  m.step("x, _ = self.rnn(x)");
  m.step("return self.fc(x)");
  return finish(d, "convolutions, then recurrent", m.text(), input_of(d.in(1, 4), 1, {h, w}));
}

RandomProgram functional(Draw& d) {
  Module m;
  int64_t c = d.of<int64_t>({4, 8}), side = d.of<int64_t>({20, 28});
  m.layer(words("self.w1 = nn.Parameter(torch.randn(%, 1, 5, 5))", {c}));
  m.layer(words("self.w2 = nn.Parameter(torch.randn(%, %, 3, 3))", {c * 2, c}));
  m.layer(words("self.fc = nn.Parameter(torch.randn(10, %))", {c * 2 * 16}));
  m.step("x = F.max_pool2d(F.relu(F.conv2d(x, self.w1)), 2)");
  m.step("x = F.relu(F.conv2d(x, self.w2, padding=1))");
  m.step("x = F.adaptive_avg_pool2d(x, 4).flatten(1)");
  m.step("return F.linear(x, self.fc)");
  return finish(d, "functional", m.text(), input_of(d.in(1, 4), 1, {side, side}));
}

}  // namespace

int families() { return 18; }

RandomProgram draw_program(Draw& d, int family) {
  switch (family) {
    case 0: return sequential_cnn(d, 1);
    case 1: return sequential_cnn(d, 2);
    case 2: return sequential_cnn(d, 3);
    case 3: return class_cnn(d);
    case 4: return unet(d);
    case 5: return residual(d);
    case 6: return generator(d);
    case 7: return recurrent(d);
    case 8: return text_rnn(d);
    case 9: return text_cnn(d);
    case 10: return mlp(d);
    case 11: return mobile(d);
    case 12: return attention(d);
    case 13: return autoencoder(d);
    case 14: return from_a_list(d);
    case 15: return branches(d);
    case 16: return conv_recurrent(d);
    default: return functional(d);
  }
}

std::vector<WrittenNumber> numbers_in(std::string_view s) {
  std::vector<WrittenNumber> out;
  auto word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
  };
  for (size_t i = 0; i < s.size();) {
    if (s[i] == '#') {
      i = std::min(s.find('\n', i), s.size());
    } else if (s[i] == '\'' || s[i] == '"') {
      std::string_view mark = s.substr(i, s.substr(i, 3) == std::string(3, s[i]) ? 3 : 1);
      i = std::min(s.find(mark, i + mark.size()), s.size() - mark.size()) + mark.size();
    } else if (word(s[i])) {
      size_t end = i;
      bool digits = true;
      while (end < s.size() && (word(s[end]) || s[end] == '.'))
        digits = digits && s[end] >= '0' && s[end] <= '9', end++;
      if (digits && end - i < 10) out.push_back({i, end - i, std::stoll(std::string(s.substr(i, end - i)))});
      i = end;
    } else {
      i++;
    }
  }
  return out;
}

std::string mutated(Draw& d, std::string_view source) {
  auto numbers = numbers_in(source);
  if (numbers.empty()) return std::string(source);
  const WrittenNumber& n = numbers[size_t(d.in(0, int64_t(numbers.size()) - 1))];
  int64_t to = n.value;
  while (to == n.value || to < 0) switch (d.in(0, 5)) {
      case 0: to = n.value + 1; break;
      case 1: to = n.value - 1; break;
      case 2: to = n.value + d.of<int64_t>({-2, 2, 3}); break;
      case 3: to = n.value * 2; break;
      case 4: to = n.value / 2; break;
      default: to = d.in(1, 2 * n.value + 2);
    }
  std::string out(source);
  return out.replace(n.at, n.length, num(to));
}

}  // namespace kit
