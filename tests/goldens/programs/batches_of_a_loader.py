# A data set of one's own in loaders, one batch of each through the model.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split


class Windows(Dataset):
    def __init__(self, series, width):
        self.series = torch.from_numpy(series.astype(np.float32))
        self.width = width

    def __len__(self):
        return len(self.series) - self.width

    def __getitem__(self, i):
        return self.series[i:i + self.width].unsqueeze(-1), self.series[i + self.width]


class Forecast(nn.Module):
    def __init__(self, hidden=6):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.head(out[:, -1]).squeeze(-1)


series = np.sin(np.linspace(0, 10, 50))
train, valid = random_split(Windows(series, 8), [32, 10])
model = Forecast()
for x, y in DataLoader(train, batch_size=16, shuffle=True):
    loss = nn.functional.mse_loss(model(x), y)
    print(x.shape, y.shape, loss.shape)
xs = np.stack([series[i:i + 8] for i in range(4)])[:, :, None]
for (x,) in DataLoader(TensorDataset(torch.tensor(xs, dtype=torch.float32)), batch_size=3):
    print(model(x).shape)
