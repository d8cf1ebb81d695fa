# Loss, backward and optimizer around the model.
import torch
import torch.nn as nn
import torch.optim as optim
import torch.nn.functional as F

model = nn.Sequential(nn.Flatten(), nn.Linear(36, 10), nn.ReLU(), nn.Linear(10, 4))
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
x, y = torch.randn(6, 1, 6, 6), torch.randint(0, 4, (6,))
model.train()
optimizer.zero_grad()
scores = model(x)
loss = criterion(scores, y)
loss.backward()
optimizer.step()
