"""The words of tables that tell data sets of the training with their amounts from results, models and statistics."""

import re

_DATA = r"(?:data|data ?sets?|corpus|corpora)"
_TRAINING = r"(?:pre-?|fine-?)?(?:training|tuning|train)"

NAMES = re.compile(  # heads of a column that names data sets; 'sure' ones name nothing else
    r"\W*(?:(?P<sure>(?:(?:pre-?|fine-?)?(?:training|tuning) )?(?:corpus|corpora|data ?sets?|data ?sources?)"
    r"(?:[ _]names?)?"
    r"|(?:pre-?|fine-?)?(?:training|tuning) (?:data|sources?)|korpus|korpora|datens(?:atz|ätze)|datakälla"
    r"|jeux? de données|conjuntos? de da[td]os|语料库?|数据集|データセット|コーパス|데이터셋|말뭉치)"
    r"|(?:data|sources?|tables?|names?|collections?|subsets?|components?|resources?))\W*",
    re.IGNORECASE,
)
AMOUNT = re.compile(  # heads of a column of counts and sizes
    r"\b(?:tokens?|size|[KMGT]i?B|giga?bytes|doc(?:ument)?s?|texts?|sentences|words|char(?:acter)?s|hours?|hrs|minutes"
    r"|samples?|lines|pairs|tuples|triplets|triples|examples|instances?|count|number|num|no\.|nb|weight(?:ing)?"
    r"|proportion|ratio|share|percent(?:age)?|sampling|amount|quantity|duration|images?|rows|entries|records|articles"
    r"|files|utterances|quer(?:y|ies)|passages|epochs?|length|volume|conversations|dialogues?|turns|questions|reviews"
    r"|tweets|posts|chunks|videos|clips|meningar|sätze|frases|phrases)\b|[#%]|规模|大小|数量|サイズ|문장|크기",
    re.IGNORECASE,
)
SPLIT = re.compile(  # heads of a column for each part
    r"\W*(?:train(?:ing)?|dev(?:elopment)?|val(?:id(?:ation)?)?|eval(?:uation)?|test|total)(?:[ -]?set)?\W*",
    re.IGNORECASE,
)
BESIDE = re.compile(  # heads that tell more about a data set
    r"\W*(?:paper|links?|url|licen[cs]e|lang(?:uage|uages|s)?|description|splits?|tasks?|domains?|version|years?|date"
    r"|source|origin|reference|citation|notes?|types?|category|format|used?|usage|comments?|genre|topics?|scope|period"
    r"|download|author|status|content|kind|variety|stage|release)\W*",
    re.IGNORECASE,
)
CONTENT = re.compile(  # headings over what a model was trained on, wherever they stand above a table
    rf"\b{_TRAINING}\b.{{0,30}}\b(?:data|data ?sets?|corpus|corpora|sources?|mix(?:ture)?|statistics)\b"
    r"|^\W*(?:(?:pre-?|fine-?)?train(?:ing|ed on)?|(?:pre-?|fine-?)trained on)\W*$"
    rf"|^\W*(?:the |our )?(?:{_DATA}|data ?(?:mix(?:ture)?|sources?|composition))\W*$"
    rf"|^\W*{_DATA} (?:and pre-?processing|statistics|composition|details|used|mix(?:ture)?|sources?)\W*$"
    rf"|^\W*(?:composition|details|statistics) of the .{{0,30}}\b{_DATA}\W*$"
    r"|\btrainingsdaten\b|\bträningsdata\b|données d['’]entra[iî]nement|datos de entrenamiento|dados de treinamento"
    r"|训练数据|学習データ|학습 데이터",
    re.IGNORECASE,
)
TESTS = re.compile(
    r"\b(?:eval(?!\w+ data)|test|benchmark|result|performance|score|metric|validation|leaderboard)", re.IGNORECASE
)
BOTH = re.compile(r"\btrain(?:ing)?,? (?:and|&|/) (?:eval\w*|test\w*|validation)", re.IGNORECASE)
OTHERWISE = re.compile(  # of what else a paragraph before a table speaks
    r"\b(?:evaluat|test set|benchmark|result|score|perform|accura|compar|vocabular|tokeni[sz]er)", re.IGNORECASE
)
SUM = re.compile(r"\W*(?:total|sum|all|overall|average|avg|combined|insgesamt|합계|合计|合計)\b.{0,20}", re.IGNORECASE)
STATISTIC = re.compile(  # of one data set, where others name several: 'Tweets downloaded', 'Number of lines'
    r"\W*(?:(?:number|no\.?|#) of\b|(?:average|min|max|mean|std|median)$"
    r"|(?:short |re)?tweets\b(?: (?:downloaded|kept)|$)|retweets|sentences$|tokens$|words$|documents$|images$"
    r"|samples$|hours$|size$|epochs?$|positive$|negative$|neutral$|label)",
    re.IGNORECASE,
)
_OF_TEST = r"(?:dev(?:elopment)?|val(?:id(?:ation)?)?|eval(?:uation)?|test)"
_PIECE = r"(?:[ -]?(?:set|split|data))?"
PART = re.compile(rf"\W*(?:train(?:ing)?)?{_OF_TEST}?{_PIECE}\W*", re.IGNORECASE)
OF_TEST = re.compile(rf"[\s_.(-]+{_OF_TEST}{_PIECE}\)?$", re.IGNORECASE)
OF_TRAIN = re.compile(rf"\s+[(-]?\s?train(?:ing)?{_PIECE}\)?$", re.IGNORECASE)
CITED = re.compile(r"(?:,? (?:by )?[A-Z]\w+ et al\.?,?)? ?\((?:19|20)\d\d[a-z]?\)$|\s?\[\d{1,3}\]$")
STATE = re.compile(r"\s*\((?:de-?duplicated|filtered|cleaned|sampled|sub-?set|pre-?processed)\s*\)\s*$", re.IGNORECASE)
NUMBER = re.compile(r"[~≈]?\s?\d[\d.,\s]*\s?(?:[kKmMbB]|million|billion|thousand|hours?|hrs?|h)?\+?")
NOTHING = re.compile(r"[\s\W0]*|n/?a|none", re.IGNORECASE)
FILE_OF_PART = re.compile(r"(?:train|dev|test|valid|eval)\w*\.\w{2,5}", re.IGNORECASE)
OF_MODELS = re.compile(  # the column of a table of models that says what each was trained on
    rf"\W*(?:(?:{_TRAINING}|trained on)\b ?(?:/ ?validation)? ?{_DATA}?(?: \(text\))?)\W*", re.IGNORECASE
)
FEATURE = re.compile(rf"\W*(?:{_TRAINING} (?:{_DATA}|sources?)|data ?sets?|corpus|corpora|sources)\W*", re.IGNORECASE)
AIDS = re.compile(  # beside data sets among the sources of a pipeline: lexicons, vectors, tools
    r"lemmati[sz]|lookups?|vectors|fasttext|word2vec|glove|navec|chive|embedding|conver(?:sion|ter)|2dep\b|wordnet"
    r"|ordbank|orddatabase|dictionar|lexicon|unidic|ipadic|sudachi|polimorf|tagger|parser|\bmodels?\b",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\s*\([^()]*\)$|(?<=\w)\s+[`(].*$")  # behind a name in a cell: its size, its part
OF_PART = re.compile(r"^(?:a )?(?:sub-?sample|sub-?set|part|portion) of (?:the )?", re.IGNORECASE)
ENUMERATED = re.compile(r"(\s{2,}(?:[-•*] )?(?:[A-Z][\w /-]{2,40}: )?|, (?:and )?| and | & | \+ |; )")
KIND_OF_ITEM = re.compile(r"^[-•*]\s(?:[A-Z][\w /-]{2,40}:\s)?")
