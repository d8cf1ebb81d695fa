# Pasted from a page: no import line at all.
# model: head
# input: 2,3,14,14
# without imports
def tower(width):
    return nn.Sequential(nn.Conv2d(3, width, 3), nn.ReLU(), nn.MaxPool2d(2))


head = nn.Sequential(tower(5), Flatten(), nn.Linear(5 * 6 * 6, 2))
