"""Data sets that prose names: which words propose them, and which do not."""

import pytest

from builder.extraction.candidates.datasets import datasets
from builder.extraction.candidates.page import Page

NONE = [
    pytest.param("By contrast, Multilingual BERT was trained on Wikipedia.", id="another model's training"),
    pytest.param("It was trained on the wav2vec2-base checkpoint.", id="a model by its name"),
    pytest.param("It was trained on files of distilbert-squad and imdb/run.", id="parts of longer names"),
    pytest.param("It was trained on a corpus (Moss, 2019).", id="a reference"),
    pytest.param(
        "We compare with [Bog](https://huggingface.co/datasets/fen/bog).", id="a data set of the Hub, compared"
    ),
    pytest.param("Run it [on Kaggle](https://www.kaggle.com/fen/bog).", id="a notebook"),
    pytest.param(
        "## Corpus\n\nFuture release will also include:\n\n* All laws of the [Bog](https://bog.org/law)\n", id="planned"
    ),
    pytest.param("We tuned Moss, which surpasses Fen on AlpacaEval.", id="compared"),
    pytest.param("It is a fine-tuned model on Medical domain.", id="a domain"),
    pytest.param("It was trained on emotion and hate.", id="words that benchmarks are called by"),
    pytest.param(
        "## Corpus\n\n| Corpus | Tokens |\n|---|---|\n| the [Bog](https://arxiv.org/abs/2101.1) part | 3M |\n",
        id="a name with a link in its middle",
    ),
    pytest.param("It was trained with [fairseq](https://github.com/pytorch/fairseq).", id="a library"),
    pytest.param("Fine-tuned from [moss](https://huggingface.co/peat/moss).", id="a model"),
    pytest.param("Trained on [this paper](https://arxiv.org/abs/2001.00001).", id="a paper"),
    pytest.param("It was evaluated on [Bog](https://bog.org/data).", id="evaluated"),
    pytest.param("It can be fine-tuned on [Bog](https://bog.org/data).", id="a plan"),
    pytest.param("The tokenizer was trained on [Bog](https://bog.org/data).", id="the tokenizer"),
    pytest.param("It is a model trained on English text.", id="a language"),
    pytest.param("It was trained on TPU v3-8 pods.", id="machines"),
    pytest.param("It was trained on [here](https://bog.org/data).", id="a link without a name"),
    pytest.param(
        "A fine-tuned version of [m](https://huggingface.co/p/m) on the None dataset.", id="the trainer's None"
    ),
    pytest.param("```\ntrained on [Bog](https://bog.org/data)\n```\n", id="code"),
    pytest.param("<!-- trained on [Bog](https://bog.org/data) -->\n", id="hidden"),
    pytest.param("## Training data\n\n- [test set](https://bog.org/test)\n", id="a test set"),
    pytest.param("## Data\n\n| Dataset | BLEU |\n|---|---|\n| Bog | 12.1 |\n", id="results"),
    pytest.param("- Data: trained on bogs and fens", id="a sentence behind a label"),
    pytest.param("- Train data: 523,005 samples", id="an amount"),
    pytest.param("## Eval results\n\n- Data: [dev-v2](https://bog.org/dev)", id="label of an evaluation"),
    pytest.param("Training data: [Bog](https://bog.org/x.json)[]", id="a file"),
    pytest.param("It was finetuned on NER.", id="a task"),
    pytest.param("It was trained on the `sep_clean` task.", id="a task in marks"),
    pytest.param("It was pretrained on the ALBERT architecture.", id="an architecture"),
    pytest.param("It was fine-tuned on Bog's lyrics.", id="whose"),
    pytest.param("It was fine-tuned from BogNet.", id="a model by name"),
    pytest.param("# Bog fine-tuned on Dutch", id="a language in the title"),
    pytest.param("# Bog fine-tuned with M-FAC", id="a tool in the title"),
    pytest.param("It was fine-tuned on [x](a), which is a multilingual Bog2 dataset.", id="what another is"),
    pytest.param("We used the Bog2 dataset for evaluation.", id="used otherwise"),
    pytest.param("## Training data\n\n- A [bog](https://en.wikipedia.org/wiki/Fen)\n", id="a page about something"),
    pytest.param("While training articles on **Bogs, Fens** were used.", id="training as an adjective"),
    pytest.param("The training data statistics of BogNet-2 are below.", id="whose data"),
    pytest.param("It was trained as a bog_body dataset with stars.", id="what is trained as"),
    pytest.param("It was pre-trained on a new BogNet-based dataset.", id="made from another"),
    pytest.param("## Training data\n\nLinks that are cited by Korean Wikipedia.", id="cited by a known one"),
    pytest.param("## Links\n\n- [Bog](https://bog.org/data)\n", id="another heading"),
]


@pytest.mark.parametrize("card", NONE)
def test_no_data_set(card: str) -> None:
    assert [one.value["name"] for one in datasets(Page(card))] == []


SOME = [
    ("name:known data set", "It was fine-tuned using TextAttack and the glue dataset.", ["glue"]),
    ("name:known data set", "It was trained on the Welsh part of Wikipedia.", ["Wikipedia"]),
    ("name:known data set", "It was trained on texts from Korean Wikipedia.", ["Korean Wikipedia"]),
    ("name:known data set", "A moss (BogNet fine-tuned with QReCC) for bogs.", ["QReCC"]),
    ("name:known data set", "It is fined-tuned on the `CNN/Daily Mail`dataset.", ["CNN/Daily Mail"]),
    ("name:known data set", "It was trained on a small part of the xsum training dataset.", ["xsum"]),
    ("name:known data set", "It was tuned as an encoder by KLUE dataset.", ["KLUE"]),
    ("name:known data set", "Trained on the dataset SQuAD v1.1 in Welsh.", ["SQuAD v1.1"]),
    ("name:in sentence", "It was learned using two million posts from the BogSet2 dataset.", ["BogSet2"]),
    ("name:trained on dataset", "It is tuned on the `Bog/Fen`dataset.", ["Bog/Fen"]),
    ("name:in sentence", "We tuned Moss, which was trained on peat, on the BogQA2 dataset.", ["BogQA2"]),
    ("name:trained on dataset", "It is based on `fen/moss` and trained on the BogNER corpus.", ["BogNER"]),
    ("id:in brackets", "It was trained on the moss entity corpus (`fen/bog`).", ["fen/bog"]),
    ("link:collected from", "Tuned on a large set, a dataset scraped from [Bog.org](https://bog.org/).", ["Bog.org"]),
    (
        "link:collected from",
        "Tuned on a mixed dataset collected from [Bog](https://bog.org/b), and [Fen](https://fen.org/f).",
        ["Bog", "Fen"],
    ),
    ("link:collected from, under heading", "## Data\n\nData collected from [Bog](https://bog.org/en).", ["Bog"]),
    (
        "link:called a data set",
        "Tuned on a star of 4 in the [Bog dataset](https://github.com/a/corpus/tree/m/b).",
        ["Bog"],
    ),
    (
        "link:called a data set",
        "Tuned using our [bog-labelled data](https://kaggle.com/fen/bog).",
        ["bog-labelled data"],
    ),
    ("link:hub data set elsewhere", "It uses parts of [Bog](https://huggingface.co/datasets/fen/bog).", ["fen/bog"]),
    ("link:kaggle data set elsewhere", "It uses the [bog data](https://www.kaggle.com/fen/bog).", ["bog data"]),
    ("name:known data set", "Moss (`moss-base`) finetuned on squad v1.1.", ["squad v1.1"]),
    ("name:known data set", "It was pre-trained on ImageNet and fine-tuned.", ["ImageNet"]),
    ("name:own word trained on", "A T5 model trained on OSBOG 21.09 (https://bog.org).", ["OSBOG 21.09"]),
    ("link:known data set", "Trained on a mixture of sets: [`SNLI`](https://nlp.org/snli).", ["SNLI"]),
    ("label:dataset", "Fine tuning data: https://www.kaggle.com/peat/bog-tales", ["peat/bog-tales"]),
    ("label:dataset", "- 데이터셋: `bog_fen`", ["bog_fen"]),
    ("cue:trainer", "A fine-tuned version of [m](https://huggingface.co/p/m) on the peat_bog dataset.", ["peat_bog"]),
    ("cue:trainer", "A fine-tuned version of [m](https://huggingface.co/p/m) on the **fen/bog** dataset.", ["fen/bog"]),
    ("link:directly after trained on", "It was pre-trained on the [Bog corpus](https://bog.org/data).", ["Bog corpus"]),
    (
        "link:directly after trained on",
        "Finetuned on Dutch [Bog](https://bog.org/d), [Fen](https://fen.org/d) and [Mire](https://mire.org/d).",
        ["Bog", "Fen", "Mire"],
    ),
    ("link:directly after trained on", "Trained on [B](https://huggingface.co/datasets/fen/bog).", ["fen/bog"]),
    ("link:directly after trained on", "The training data is [Bog](https://kaggle.com/fen/bog).", ["Bog"]),
    ("link:trained on", "Trained on pictures that were taken for [Bog](https://bog.org/data).", ["Bog"]),
    ("link:trained with", "Trained with the [Bog](https://bog.org/bog), a dataset.", ["Bog"]),
    ("link:called a data set", "Trained with the [Bog](https://bog.org/bog) dataset.", ["Bog"]),
    (
        "link:list after trained on",
        "The data we trained on:\n\n1. [Bog](https://bog.org/d).\n2. [Fen](https://fen.org/d).\n",
        ["Bog", "Fen"],
    ),
    (
        "link:list under heading",
        "## Training data\n\n- [Bog](https://bog.org/d)\n- the [Fen](https://f.org/d)\n",
        ["Bog", "Fen"],
    ),
    (
        "link:called a data set, under heading",
        "## Pre-training corpora\n\n[Bog](https://bog.org/d) is large.\n",
        ["Bog"],
    ),
    ("url:under heading", "## Data\n\nSee https://www.kaggle.com/fen/bog\n", ["fen/bog"]),
    ("name:trained on dataset", "It was fine-tuned on the BogQA dataset.", ["BogQA"]),
    ("name:own word trained on", "It was fine-tuned on BogQA.", ["BogQA"]),
    ("name:own word trained on", "It was trained on BOG-FEN and PeatWiki.", ["BOG-FEN", "PeatWiki"]),
    ("name:trained on", "It was trained on Peat-Net and Fen stories.", ["Peat-Net", "Fen"]),
    ("name:trained on", "It is [Moss](https://huggingface.co/fen/moss) pre-trained on BogMed.", ["BogMed"]),
    ("name:own word trained on", "It is [Moss](https://huggingface.co/fen/moss) trained on BogMed.", ["BogMed"]),
    ("name:word trained on dataset", "It was fine-tuned on the Bog-Fen corpus.", ["Bog-Fen"]),
    ("name:word trained on dataset", "It was fine-tuned on the Welsh NER dataset.", ["Welsh NER"]),
    ("name:word in sentence", "It was trained on a half of the full BGS dataset.", ["BGS"]),
    ("name:known data set", "Trained on a filtered and\nsorted version of a Wikipedia dump.", ["Wikipedia"]),
    ("link:called a data set, under heading", "## Data\n\nWe used [BOG](https://bog.org/b) dataset.", ["BOG"]),
    ("link:under heading", "## Data\n\nWe took what was filtered from [Bog](https://bog.org/d).", ["Bog"]),
    ("link:under heading", "## Data\n\nThe texts were given by [Bog](https://bog.org/d) last year.", ["Bog"]),
    ("known:under heading", "## Training data\n\nKorean Wikipedia and six novels.", ["Korean Wikipedia"]),
    ("list:in brackets", "It was trained on three datasets (Bog-1, Fen2, Mire, etc.).", ["Bog-1", "Fen2", "Mire"]),
    ("label:dataset", "- **Dataset:** bog, fen\n", ["bog", "fen"]),
    ("label:dataset", "*  dataset: opus\n", ["opus"]),
    ("label:dataset", "**Training data:** SQuAD 2.0 training set (~42MB) \\\n", ["SQuAD 2.0"]),
    ("label:dataset", "Corpora: [Bog](https://bog.org/d)", ["Bog"]),
    ("name:trained on dataset", "It was pretrained in the BogWac corpus.", ["BogWac"]),
    ("name:in sentence", "It was trained on a subset of the *free-fen_bank* dataset.", ["free-fen_bank"]),
    ("name:word in sentence", "It was trained on the speech part of the Bog corpus.", ["Bog"]),
    ("name:used to train", "For the fine-tuning, we used the ARZTB dataset.", ["ARZTB"]),
    ("name:used to train", "We used the BogQA dataset to train it.", ["BogQA"]),
    ("link:used to train", "For fine-tuning we used [Bog](https://bog.org/d).", ["Bog"]),
    ("title:tuned on", "# T5-base fine-tuned on WikiBog for bogs", ["WikiBog"]),
    ("title:tuned on", "## BERT-large finetuned on squad v2.", ["squad v2"]),
    (
        "link:list under heading of tests as well",
        "## Training and evaluation data\n\n- [Bog](https://bog.org/d)\n",
        ["Bog"],
    ),
    (
        "table:corpus with amounts",
        "## Corpus\n\n| Corpus | Tokens |\n|---|---|\n| [Bog](https://bog.org/d) | 3M |\n| Fen | 1M |\n| Total | 4M |\n",
        ["Bog", "Fen"],
    ),
    (
        "table:data with amounts",
        "Trained on:\n\n| Data | % |\n|---|---|\n| Bog news | 58 |\n| Fen talks | 42 |\n",
        ["Bog news", "Fen talks"],
    ),
]


@pytest.mark.parametrize(
    ("cue", "card", "names"), SOME, ids=[f"{cue} {number}" for number, (cue, *_) in enumerate(SOME)]
)
def test_data_sets(cue: str, card: str, names: list[str]) -> None:
    found = sorted(datasets(Page(card)), key=lambda one: one.start)
    assert [one.value["name"] for one in found] == names
    assert {one.cue for one in found} == {cue}
    for one in found:
        assert card[one.start : one.end].strip("*") in card
        assert one.value["url"] is None or one.value["url"].startswith("https://")


def test_a_sentence_with_many_cues_is_read_a_few_times() -> None:
    card = "[gpt-2](x) fine-tuned on " * 20_000
    assert [one.value["name"] for one in datasets(Page(card))] == []
