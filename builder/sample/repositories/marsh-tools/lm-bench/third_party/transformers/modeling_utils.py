class PreTrainedModel:
    def __init__(self, config):
        self.config = config

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path, *args, **kwargs):
        raise NotImplementedError(pretrained_model_name_or_path)
