"""Documents that report, plan or decide: what they show is named, and nobody is told to run it.

Decision records (Nygard's, MADR, Y-statements), requests for comments and proposals, plans, tickets and numbered
tasks, and histories of changes.
"""

from builder import patterns as re

FOLDERS = re.compile(
    r"(?i)(?:^|/)(?:adrs?|decisions?|decision[-_]?(?:log|records?)|architecture[-_]decisions?(?:[-_]records?)?|madr"
    r"|rfcs?|rfds?|keps?|peps|proposals?|designs?|specs?|(?:design|enhancement)[-_]?(?:docs?|proposals?|notes?)|enhancements|oeps?"
    r"|post[-_]?mortems?|meeting[-_]?(?:notes|minutes)|minutes|changelogs?|release[-_]?notes|_?posts|blogs?"
    r"|(?:hf|model)[-_]?cards?|hand[-_]?offs?|planning[-_]hand[-_]?offs?)/"
)
FILES = re.compile(
    r"(?i)(?:^|/)(?:(?:adr|madr|rfc|rfd|kep|decision|proposal)[-_. ]?\d[^/]*|[^/]*[-_.](?:adr|rfc|decision[-_]record)"
    r"|model[-_]?card|(?:[\w-]*[-_])?hand[-_]?off"
    r"|(?:[\w-]*[-_])?(?:spec|specification|design|design[-_]doc)"
    r"|changelog|changes|history|news|release[-_ ]?notes?|releases|whats[-_]?new|roadmap|decisions?|post[-_]?mortem)"
    r"(?:[-_. ]?v?\d[\w.-]*)?\.(?:md|mdx|markdown|rst|adoc|txt|html?)$"
)
# Plans of work to be done. A folder of tasks alone says nothing: guides are sorted by what a model does as well.
PLANS = re.compile(
    r"(?i)(?:^|/)(?:plans|planning|backlog|tickets|prds?|user[-_]?stories|work[-_]?items|sprints?)/"
    r"|(?:^|/)(?:tasks?/(?:[^/]+/)?[^/]+[-_]\d+|tasks?/\d+[-_.][^/]*|(?:task|ticket|story|epic|prd)[-_. ]?\d[^/]*"
    r"|(?:implementation[-_ ]?)?plan|todos?|backlog|prd|tasks)\.(?:md|mdx|markdown|rst|adoc|txt)$"
)
# Reports of what was run: what was set then is told, and set nowhere. Guides in such folders are called README.
REPORTS = re.compile(
    r"(?i)(?:^|/)(?:[\w-]*[-_])?(?:reports?|results?|test[-_]?data|logs?|worklogs?|findings|journals?)/(?:[^/]+/)*(?!readme)[^/]+$"
    r"|(?:^|/)(?:[\w.-]*[-_])?(?:results?|reports?|test[-_]plan[\w-]*|work[-_]?log|post[-_]?mortem)\.(?:md|mdx|markdown|rst|adoc|txt)$"
)
# Headings that templates of decision records have: MADR's alone say it, Nygard's together.
HEADING = re.compile(
    r"(?im)^(?:#{1,4}[ \t]+|\*\*)?(?:\d+\.?[ \t]+)?([A-Za-z][A-Za-z '&-]{4,40}?)[ \t]*:?(?:\*\*)?[ \t]*$"
)
SURE = frozenset({"decision outcome", "considered options", "decision drivers", "options considered"})
TOGETHER = frozenset({"context", "decision", "consequences"})
MAX_LOOK = 100_000  # characters of a document that are looked through for its headings


def is_decision(path: str, text: str) -> bool:
    """Whether a document reports or decides, told by its path or its headings; READMEs and guides do not."""
    if FILES.search(path) is not None or FOLDERS.search(path) is not None:
        return True
    headings = {match[1].casefold() for match in HEADING.finditer(text, 0, MAX_LOOK)}
    return not SURE.isdisjoint(headings) or headings >= TOGETHER


def is_plan(path: str) -> bool:
    """Whether a document plans work that may never have been done: even the repository's own commands are named."""
    return PLANS.search(path) is not None


def is_report(path: str) -> bool:
    """Whether a document reports what was run or measured."""
    return REPORTS.search(path) is not None
