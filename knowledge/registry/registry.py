"""The system of record: SQLite in the data folder, or PostgreSQL by URL."""

from knowledge.personal_data.holdings import MAY_NAME_SOMEBODY
from knowledge.registry.attachments import AttachmentRegister
from knowledge.registry.audit import AuditRegister
from knowledge.registry.conversations import ConversationRegister
from knowledge.registry.database import Database
from knowledge.registry.decisions import AssumptionRegister, DecisionRegister
from knowledge.registry.documents import DocumentRegister
from knowledge.registry.evaluations import EvaluationRegister
from knowledge.registry.feedback import FeedbackRegister
from knowledge.registry.gaps import GapRegister
from knowledge.registry.jobs import JobRegister
from knowledge.registry.keys import KeyRegister
from knowledge.registry.lesson_use import LessonUseRegister
from knowledge.registry.names import NameRegister
from knowledge.registry.persons import PersonRegister
from knowledge.registry.properties import PropertyRegister
from knowledge.registry.reliance import RelianceRegister
from knowledge.registry.retention import RetentionRegister
from knowledge.registry.reviews import ReviewRegister
from knowledge.registry.revisions import RevisionRegister
from knowledge.registry.sign_ins import SignInRegister
from knowledge.registry.submissions import SubmissionRegister
from knowledge.registry.supersession import SupersessionRegister
from knowledge.registry.traces import TraceRegister
from knowledge.registry.usage import UsageRegister


class Registry:
    """All registers over one database, migrated to the current schema. Raises RegistryUnavailable, SettingsError."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self.audit = AuditRegister(self._database)
        self.documents = DocumentRegister(self._database)
        self.evaluations = EvaluationRegister(self._database)
        self.gaps = GapRegister(self._database)
        self.properties = PropertyRegister(self._database)
        self.reliance = RelianceRegister(self._database)
        self.revisions = RevisionRegister(self._database)
        self.supersessions = SupersessionRegister(self._database)
        self.jobs = JobRegister(self._database)
        self.keys = KeyRegister(self._database)
        self.conversations = ConversationRegister(self._database)
        self.traces = TraceRegister(self._database)
        self.feedback = FeedbackRegister(self._database)
        self.reviews = ReviewRegister(self._database)
        self.usage = UsageRegister(self._database)
        self.assumptions = AssumptionRegister(self._database)
        self.decisions = DecisionRegister(self._database)
        self.submissions = SubmissionRegister(self._database)
        self.names = NameRegister(self._database)
        self.persons = PersonRegister(self._database)
        self.attachments = AttachmentRegister(self._database)
        self.lesson_use = LessonUseRegister(self._database)
        self.sign_ins = SignInRegister(self._database)
        self.retention = RetentionRegister(self._database)

    def ping(self) -> None:
        """Raises RegistryUnavailable when the database does not answer."""
        self._database.ping()

    def checkpoint(self) -> None:
        """Leave nothing in the database's own log of what was deleted; waits for readers, and then gives up."""
        self._database.checkpoint()

    def rewrite(self) -> bool:
        """Leave nothing deleted in the free pages of its file; False where a server did not let go of all of it."""
        return self._database.rewrite(MAY_NAME_SOMEBODY)

    def close(self) -> None:
        self._database.close()
