import argparse

from rich import print

from triage.mood import Mood
from triage.topics import Topics


def main():
    parser = argparse.ArgumentParser(prog="triage")
    parser.add_argument("ticket")
    parser.add_argument("--base", default="bert-base-uncased", help="encoder under the topics")
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    topics = Topics.load(args.base, device=args.device)
    print({"mood": Mood().of(args.ticket), "topic": topics.of(args.ticket)})


if __name__ == "__main__":
    main()
