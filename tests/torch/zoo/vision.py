"""Convolutional networks."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, columns, delayed, entry, redundant, rows, tied
from tests.torch.zoo.weights import repeat_unit, zero_out

CHANNELS = 4
FILTER = CHANNELS * 9


def images(module: nn.Module, channels: int = 3, size: int = 6) -> Example:
    return module, (torch.randn(2, channels, size, size),)


def conv(fan_in: int = CHANNELS, fan_out: int = CHANNELS, **options) -> nn.Conv2d:
    return nn.Conv2d(fan_in, fan_out, 3, padding=1, **options)


def pooled_head() -> nn.Sequential:
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(CHANNELS, 3))


class BasicBlock(nn.Module):
    """Two convolutions and two batch norms beside the identity."""

    def __init__(self, *, bias: bool) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv(bias=bias), nn.BatchNorm2d(CHANNELS)
        self.conv2, self.bn2 = conv(bias=bias), nn.BatchNorm2d(CHANNELS)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(x + self.bn2(self.conv2(h)))


def resnet(*, bias: bool = False) -> nn.Sequential:
    """A stem, two blocks and a head."""
    return nn.Sequential(conv(3), BasicBlock(bias=bias), BasicBlock(bias=bias), pooled_head())


@entry(redundant({f"{block}.conv{i}.bias": "all" for block in (1, 2) for i in (1, 2)}))
def resnet_in_training() -> Example:
    """Batch norm takes the mean of the batch away, and with it the bias before."""
    return images(resnet(bias=True))


@entry()
def resnet_in_evaluation() -> Example:
    """Batch norm is affine with fixed numbers: the biases before it train."""
    return images(resnet(bias=True).eval(), size=9)


@entry(
    delayed(
        1,
        {
            f"{block}.{name}": "all"
            for block in (1, 2)
            for name in ("conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight")
        },
    )
)
def resnet_with_zero_last_norms() -> Example:
    """The norms that end the blocks move at once."""
    module = resnet()
    zero_out(module[1].bn2.weight, module[2].bn2.weight)
    return images(module)


@entry(tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "3.weight": columns(0, 1)}), drop=27 + 1 + FILTER)
def copied_filters() -> Example:
    """Equal filters that are heard equally stay equal; averages keep them so."""
    module = nn.Sequential(conv(3), nn.SiLU(), nn.AvgPool2d(2), conv(), nn.SiLU(), pooled_head())
    repeat_unit([module[0].weight, module[0].bias], [module[3].weight], 0, 1)
    return images(module)


@entry(
    tied(
        {
            "0.weight": rows(0, 1),
            "1.weight": rows(0, 1),
            "1.bias": rows(0, 1),
            "4.weight": columns(0, 1),
        }
    ),
    drop=27 + 2 + FILTER,
)
def copied_filters_under_batch_norm_and_max_pooling() -> Example:
    """Equal channels have equal statistics, and their maxima in equal places."""
    layers = [conv(3, bias=False), nn.BatchNorm2d(CHANNELS), nn.ReLU(), nn.MaxPool2d(2), conv(), nn.Tanh()]
    module = nn.Sequential(*layers, pooled_head())
    repeat_unit([layers[0].weight, layers[1].weight, layers[1].bias], [layers[4].weight], 0, 1)
    return images(module)


@entry(
    tied(
        {
            "0.weight": rows(0, 1),
            "0.bias": rows(0, 1),
            "1.weight": rows(0, 1),
            "1.bias": rows(0, 1),
            "3.weight": columns(0, 1),
        }
    ),
    drop=27 + 1 + 10 + CHANNELS,
)
def copied_channels_of_a_depthwise_convolution() -> Example:
    """A channel is copied with its own small filter."""
    depthwise, pointwise = conv(groups=CHANNELS), nn.Conv2d(CHANNELS, CHANNELS, 1)
    module = nn.Sequential(conv(3), depthwise, nn.Hardswish(), pointwise, pooled_head())
    incoming = [parameter for layer in (module[0], depthwise) for parameter in (layer.weight, layer.bias)]
    repeat_unit(incoming, [pointwise.weight], 0, 1)
    return images(module)


@entry()
def equal_filters_of_two_groups() -> Example:
    """Equal filters see the channels of their own groups."""
    module = nn.Sequential(conv(4, groups=2), nn.GELU(), conv(), pooled_head())
    repeat_unit([module[0].weight, module[0].bias], [module[2].weight], 0, 2)
    return images(module, 4)


@entry(
    tied(
        {
            "0.weight": rows(0, 1),
            "0.bias": rows(0, 1),
            "3.weight": columns(0, 1),
            "1.weight": rows(0, 1),
            "1.bias": rows(0, 1),
        }
    ),
    drop=27 + 1 + 2 + FILTER,
)
def copied_filters_in_one_group_of_a_group_norm() -> Example:
    """A group norm treats the channels of a group alike."""
    module = nn.Sequential(conv(3), nn.GroupNorm(2, CHANNELS), nn.SiLU(), conv(), pooled_head())
    repeat_unit([module[0].weight, module[0].bias], [module[3].weight], 0, 1)
    return images(module)


@entry()
def copied_filters_in_two_groups_of_a_group_norm() -> Example:
    """Each group has statistics of its own."""
    module = nn.Sequential(conv(3), nn.GroupNorm(2, CHANNELS), nn.SiLU(), conv(), pooled_head())
    repeat_unit([module[0].weight, module[0].bias], [module[3].weight], 0, 2)
    return images(module)


@entry(redundant({"0.bias": "all"}))
def a_bias_before_an_instance_norm() -> Example:
    """With one channel per group the norm takes the bias away."""
    return images(nn.Sequential(conv(3), nn.GroupNorm(CHANNELS, CHANNELS), nn.Mish(), pooled_head()))


@entry(tied({"0.weight": columns(0, 1), "0.bias": rows(0, 1), "2.weight": rows(0, 1)}), drop=12 + 1 + 8)
def copied_channels_of_transposed_convolutions() -> Example:
    """The channels out are the second axis, those in the first."""
    module = nn.Sequential(
        nn.ConvTranspose2d(3, CHANNELS, 2, stride=2), nn.Tanh(), nn.ConvTranspose2d(CHANNELS, 2, 2, stride=2)
    )
    module[0].weight[:, 1] = module[0].weight[:, 0]
    module[0].bias[1] = module[0].bias[0]
    module[2].weight[1] = module[2].weight[0]
    return images(module, size=3)


@entry(tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "2.weight": columns(0, 1)}), drop=10 + 2 * 3)
def copied_filters_of_a_convolution_in_time() -> Example:
    """Equal filters in one dimension."""
    module = nn.Sequential(
        nn.Conv1d(3, CHANNELS, 3, padding=2, dilation=2), nn.GELU(), nn.Conv1d(CHANNELS, 2, 3)
    )
    repeat_unit([module[0].weight, module[0].bias], [module[2].weight], 0, 1)
    return module, (torch.randn(2, 3, 7),)


@entry()
def gated_convolutions() -> Example:
    """Half of the channels gate the other half."""
    module = nn.Sequential(conv(3, 8), nn.GLU(dim=1), conv(4, 8), nn.GLU(dim=1), pooled_head())
    return images(module)


class Excited(nn.Module):
    """Channels that are weighed by what all of them say on average."""

    def __init__(self) -> None:
        super().__init__()
        self.squeeze, self.excite = nn.Linear(CHANNELS, 2), nn.Linear(2, CHANNELS)

    def forward(self, x: Tensor) -> Tensor:
        weights = torch.sigmoid(self.excite(torch.tanh(self.squeeze(x.mean(dim=(2, 3))))))
        return x * weights[:, :, None, None]


@entry(
    tied(
        {
            "0.weight": rows(0, 1),
            "0.bias": rows(0, 1),
            "1.squeeze.weight": columns(0, 1),
            "1.excite.weight": rows(0, 1),
            "1.excite.bias": rows(0, 1),
            "2.weight": columns(0, 1),
        }
    ),
    drop=27 + 1 + 2 + 2 + 1 + FILTER,
)
def copied_channels_under_squeeze_and_excitation() -> Example:
    """A copy is a copy in what it says to the others, and in how it is weighed."""
    module = nn.Sequential(conv(3), Excited(), conv(), nn.Tanh(), pooled_head())
    incoming = [module[0].weight, module[0].bias, module[1].excite.weight, module[1].excite.bias]
    repeat_unit(incoming, [module[1].squeeze.weight, module[2].weight], 0, 1)
    return images(module)


@entry(tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "3.weight": columns(0, 1)}), drop=27 + 1 + FILTER)
def copied_filters_under_upsampling() -> Example:
    """Pixels are repeated, channel by channel."""
    module = nn.Sequential(conv(3), nn.ELU(), nn.Upsample(scale_factor=2, mode="nearest"), conv(), nn.Tanh())
    repeat_unit([module[0].weight, module[0].bias], [module[3].weight], 0, 1)
    return images(module, size=4)


@entry()
def copied_filters_under_a_head_that_reads_pixels() -> Example:
    """A flat head reads the copies with weights of their own."""
    module = nn.Sequential(conv(3), nn.GELU(), nn.Flatten(), nn.Linear(CHANNELS * 16, 3))
    repeat_unit([module[0].weight, module[0].bias], [], 0, 1)
    return images(module, size=4)


@entry(
    tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "3.weight": ("[:, 0:16]", "[:, 16:32]")}),
    drop=27 + 1 + 3 * 16,
)
def copied_filters_under_equal_weights_of_pixels() -> Example:
    """The pixels of a channel are a band of columns."""
    module = nn.Sequential(conv(3), nn.GELU(), nn.Flatten(), nn.Linear(CHANNELS * 16, 3))
    repeat_unit([module[0].weight, module[0].bias], [], 0, 1)
    module[3].weight[:, 16:32] = module[3].weight[:, :16]
    return images(module, size=4)


# U-Net with a control branch


class UNet(nn.Module):
    """One level down, one up, and the skip between them."""

    def __init__(self) -> None:
        super().__init__()
        self.down = conv(3)
        self.middle = conv()
        self.up = nn.ConvTranspose2d(CHANNELS, CHANNELS, 2, stride=2)
        self.out = conv(2 * CHANNELS, 3)

    def forward(self, x: Tensor, control: Tensor | None = None) -> Tensor:
        skip = torch.tanh(self.down(x))
        h = self.middle(nn.functional.avg_pool2d(skip, 2))
        h = self.up(nn.functional.silu(h if control is None else h + control))
        return self.out(torch.cat([h, skip], dim=1))


class ControlNet(nn.Module):
    """A copy of the way down, between convolutions at zero."""

    def __init__(self) -> None:
        super().__init__()
        self.unet = UNet()
        self.zero_in, self.zero_out = nn.Conv2d(2, 3, 1), nn.Conv2d(CHANNELS, CHANNELS, 1)
        self.down, self.middle = conv(3), conv()
        self.down.load_state_dict(self.unet.down.state_dict())
        self.middle.load_state_dict(self.unet.middle.state_dict())
        zero_out(*self.zero_in.parameters(), *self.zero_out.parameters())

    def forward(self, x: Tensor, hint: Tensor) -> Tensor:
        skip = torch.tanh(self.down(x + self.zero_in(hint)))
        return self.unet(x, self.zero_out(self.middle(nn.functional.avg_pool2d(skip, 2))))


BRANCH = {f"{layer}.{name}": "all" for layer in ("zero_in", "down", "middle") for name in ("weight", "bias")}


@entry()
def unet() -> Example:
    """All of it trains."""
    return images(UNet())


@entry(delayed(1, BRANCH))
def controlnet() -> Example:
    """Its copies of trained layers part after a step."""
    return ControlNet(), (torch.randn(2, 3, 6, 6), torch.randn(2, 2, 6, 6))
