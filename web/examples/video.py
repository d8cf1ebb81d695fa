import torch.nn as nn

# Sixteen frames of 112 x 112: a window slides in depth, height and width.
model = nn.Sequential(
    nn.Conv3d(3, 16, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool3d(kernel_size=(1, 2, 2)),
    nn.Conv3d(16, 32, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool3d(kernel_size=2),
    nn.Conv3d(32, 64, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool3d(kernel_size=2),
    nn.Flatten(),
    nn.Linear(64 * 4 * 14 * 14, 101),
)
