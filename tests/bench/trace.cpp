// How long a trace takes, parsing included. Prints figures and judges nothing: machines differ.
// Goals: LeNet under 1 ms, ResNet-152 written as nested classes under 30 ms.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

#include "api.h"

namespace {

namespace api = shapewalk::api;

constexpr std::string_view kLeNet = R"(import torch
import torch.nn as nn
import torch.nn.functional as F

class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
)";

constexpr std::string_view kResNet152 = R"(import torch
from torch import nn

class ResNet152(nn.Module):
    class Stage(nn.Module):
        class Bottleneck(nn.Module):
            expansion = 4

            def __init__(self, cin, width, stride=1, downsample=None):
                super().__init__()
                self.conv1 = nn.Conv2d(cin, width, 1, bias=False)
                self.bn1 = nn.BatchNorm2d(width)
                self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
                self.bn2 = nn.BatchNorm2d(width)
                self.conv3 = nn.Conv2d(width, width * self.expansion, 1, bias=False)
                self.bn3 = nn.BatchNorm2d(width * self.expansion)
                self.relu = nn.ReLU(inplace=True)
                self.downsample = downsample

            def forward(self, x):
                identity = x
                out = self.relu(self.bn1(self.conv1(x)))
                out = self.relu(self.bn2(self.conv2(out)))
                out = self.bn3(self.conv3(out))
                if self.downsample is not None:
                    identity = self.downsample(x)
                out += identity
                return self.relu(out)

        def __init__(self, cin, width, count, stride):
            super().__init__()
            block = self.Bottleneck
            cout = width * block.expansion
            downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
            blocks = [block(cin, width, stride, downsample)]
            for _ in range(1, count):
                blocks.append(block(cout, width))
            self.blocks = nn.Sequential(*blocks)

        def forward(self, x):
            return self.blocks(x)

    def __init__(self, classes=1000):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.layer1 = self.Stage(64, 64, 3, 1)
        self.layer2 = self.Stage(256, 128, 8, 2)
        self.layer3 = self.Stage(512, 256, 36, 2)
        self.layer4 = self.Stage(1024, 512, 3, 2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(2048, classes)

    def forward(self, x):
        x = self.stem(x)
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))
)";

/// Middle and best of `times` runs, in milliseconds.
template <class Work>
void measure(const char* what, int times, Work work) {
  std::vector<double> ms;
  for (int i = 0; i < times; i++) {
    auto start = std::chrono::steady_clock::now();
    work();
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(ms.begin(), ms.end());
  std::printf("%-34s middle %8.3f ms   best %8.3f ms   of %d\n", what, ms[ms.size() / 2], ms[0], times);
}

void net(const char* name, std::string_view source, std::string_view input, int times) {
  auto t = api::trace({source, {}, input, false, true});
  std::printf("%s: %zu steps, %lld parameters%s%s\n", name, t.steps.size(), static_cast<long long>(t.params),
              t.error ? ", " : "", t.error ? t.error->message.c_str() : "");
  measure("  trace", times, [&] { api::trace({source, {}, input, false, true}); });
  measure("  trace and its JSON", times, [&] { api::json(api::trace({source, {}, input, false, true})); });
  measure("  trace, input solved for", times, [&] { api::trace({source, {}, {}, false, true}); });
  measure("  solve", times, [&] { api::solve({source}); });
}

}  // namespace

int main() {
  net("LeNet", kLeNet, "1,1,28,28", 400);
  net("ResNet-152 as nested classes", kResNet152, "1,3,224,224", 30);
}
