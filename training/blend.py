"""Take the weighted mean of two checkpoints: python -m training.blend BEFORE AFTER SHARE OUT

AFTER was trained from BEFORE. So the weights between the two also work, and often work better than either (Wortsman
et al. 2022, "Robust fine-tuning of zero-shot models"). SHARE is the weight of AFTER in the mean.
"""

import argparse
from pathlib import Path

import torch

from training.model import load_reader, save_reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    before, after = load_reader(args.before), load_reader(args.after)
    if before.network.size != after.network.size:
        parser.error(f"{args.before} and {args.after} differ in size: neither was trained on from the other")
    with torch.no_grad():
        for old, new in zip(before.parameters(), after.parameters(), strict=True):
            old.lerp_(new, args.share)
    save_reader(before, args.out)


if __name__ == "__main__":
    main()
