"""The domain of a model's tasks, by the rule of the PeaTMOSS paper (the notebooks of its figures 8 and 9)."""

from collections.abc import Iterable

# The paper's own assignments, then tasks that the Hub has gained since, put where their like stands.
TASKS_BY_DOMAIN = {
    "multimodal": (
        "feature-extraction text-to-image image-to-text text-to-video visual-question-answering graph-machine-learning "
        "any-to-any audio-text-to-text document-question-answering graph-ml image-text-to-image image-text-to-text "
        "image-text-to-video text-to-3d video-text-to-text visual-document-retrieval"
    ),
    "cv": (
        "depth-estimation image-classification object-detection image-segmentation image-to-image "
        "unconditional-image-generation video-classification zero-shot-image-classification "
        "image-feature-extraction image-to-3d image-to-video keypoint-detection mask-generation video-to-video "
        "zero-shot-object-detection"
    ),
    "nlp": (
        "text-classification token-classification table-question-answering question-answering "
        "zero-shot-classification translation summarization conversational text-generation text2text-generation "
        "fill-mask sentence-similarity table-to-text multiple-choice text-retrieval text-ranking"
    ),
    "audio": (
        "text-to-speech text-to-audio automatic-speech-recognition audio-to-audio audio-classification "
        "voice-activity-detection"
    ),
    "other": (
        "reinforcement-learning robotics tabular-classification tabular-regression tabular-to-text "
        "time-series-forecasting"
    ),
}
DOMAINS = {task: domain for domain, tasks in TASKS_BY_DOMAIN.items() for task in tasks.split()}


def domain_of(tasks: Iterable[str]) -> str | None:
    """Domain of these tasks or tags: 'nlp', 'cv', 'audio', 'multimodal' or 'other'; None if none of them is a task.

    Two domains or more make multimodal, 'other' being one of them as in the paper; names that are no task are passed
    over, so that all of a model's tags can be given.
    """
    domains = {DOMAINS[task] for task in tasks if task in DOMAINS}
    if len(domains) > 1:
        return "multimodal"
    return domains.pop() if domains else None
