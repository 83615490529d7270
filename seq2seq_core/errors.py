"""The errors a user can cause. Each message names what is wrong and what is allowed, ready to be shown."""


class UserError(ValueError):
    """Something the user gave cannot be used; the message says what and why."""


class ConfigError(UserError):
    """A configuration with an unknown key, a wrong type or a combination that makes no model."""


class CheckpointError(UserError):
    """A model folder that is missing, incomplete or damaged."""


class CorpusError(UserError):
    """A data file that cannot be read as parallel text."""


class InputError(UserError):
    """A sentence that is empty, too long or not text."""


class TrainingError(UserError):
    """Training that cannot start or go on."""


class ChallengeError(UserError):
    """A challenge set that is not there or not one, or verdicts that do not fit together."""


class GroupError(UserError):
    """Processes that were started together and cannot work together."""
