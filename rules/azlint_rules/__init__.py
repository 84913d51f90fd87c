"""The rules that ship with azlint: a pack like any other."""

from __future__ import annotations

from azlint.rule import Rule
from azlint_rules.capacity.capacity_reservation_change import CapacityReservationChange
from azlint_rules.confidential.non_premium_confidential_disk import NonPremiumConfidentialDisk
from azlint_rules.delivery.broken_skill_reference import BrokenSkillReference
from azlint_rules.delivery.empty_evaluation_dataset import EmptyEvaluationDataset
from azlint_rules.delivery.fail_open_gate import FailOpenGate
from azlint_rules.delivery.lost_score_artifact import LostScoreArtifact
from azlint_rules.delivery.missing_score_threshold import MissingScoreThreshold
from azlint_rules.delivery.no_scheduled_evaluation import NoScheduledEvaluation
from azlint_rules.delivery.prompt_edited_in_place import PromptEditedInPlace
from azlint_rules.delivery.rollback_triple_not_recorded import RollbackTripleNotRecorded
from azlint_rules.delivery.ungated_ai_deployment import UngatedAiDeployment
from azlint_rules.delivery.unpinned_evaluation_sdk import UnpinnedEvaluationSdk
from azlint_rules.delivery.unwatched_prompt import UnwatchedPrompt
from azlint_rules.identity.api_key_beside_token import ApiKeyBesideToken
from azlint_rules.identity.federated_subject_mismatch import FederatedSubjectMismatch
from azlint_rules.identity.missing_id_token import MissingIdToken
from azlint_rules.identity.registry_pull_without_identity import RegistryPullWithoutIdentity
from azlint_rules.identity.stored_credential import StoredCredential
from azlint_rules.identity.untrusted_script import UntrustedScript
from azlint_rules.keys.missing_purge_protection import MissingPurgeProtection
from azlint_rules.network.nsg_flow_log_target import NsgFlowLogTarget
from azlint_rules.state.array_index_name import ArrayIndexName
from azlint_rules.state.list_index_count import ListIndexCount
from azlint_rules.state.unstable_for_each_key import UnstableForEachKey
from azlint_rules.workflows.broken_workflow_call import BrokenWorkflowCall
from azlint_rules.workflows.container_port_mismatch import ContainerPortMismatch
from azlint_rules.workflows.empty_reference import EmptyReference
from azlint_rules.workflows.floating_runtime_version import FloatingRuntimeVersion
from azlint_rules.workflows.rebuilt_image import RebuiltImage
from azlint_rules.workflows.refused_expression import RefusedExpression
from azlint_rules.workflows.runtime_disagreement import RuntimeDisagreement
from azlint_rules.workflows.secret_never_passed import SecretNeverPassed
from azlint_rules.workflows.shared_resource_group import SharedResourceGroup
from azlint_rules.workflows.ungated_deployment import UngatedDeployment
from azlint_rules.workflows.unset_version_variable import UnsetVersionVariable
from azlint_rules.workflows.untraceable_image_tag import UntraceableImageTag


def rules() -> tuple[type[Rule], ...]:
    """Every rule of this pack, by id."""
    return (
        UnstableForEachKey,
        ListIndexCount,
        ArrayIndexName,
        CapacityReservationChange,
        NonPremiumConfidentialDisk,
        MissingPurgeProtection,
        FloatingRuntimeVersion,
        BrokenWorkflowCall,
        EmptyReference,
        SecretNeverPassed,
        RefusedExpression,
        RuntimeDisagreement,
        UntraceableImageTag,
        RebuiltImage,
        UngatedDeployment,
        SharedResourceGroup,
        ContainerPortMismatch,
        UnsetVersionVariable,
        NsgFlowLogTarget,
        StoredCredential,
        FederatedSubjectMismatch,
        MissingIdToken,
        RegistryPullWithoutIdentity,
        UntrustedScript,
        ApiKeyBesideToken,
        UngatedAiDeployment,
        MissingScoreThreshold,
        FailOpenGate,
        LostScoreArtifact,
        PromptEditedInPlace,
        UnpinnedEvaluationSdk,
        NoScheduledEvaluation,
        RollbackTripleNotRecorded,
        UnwatchedPrompt,
        EmptyEvaluationDataset,
        BrokenSkillReference,
    )
