package collab.rpc.view;

import collab.api.DraftStateView;
import collab.api.DraftView;
import collab.api.PrefScopeView;
import collab.api.PrefView;
import collab.domain.access.DomainLimits;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.preference.Draft;
import collab.domain.preference.Preference;
import collab.persistence.Snapshot;
import java.util.List;
import java.util.Optional;

/** Preferences and drafts as views of the contract. */
public final class PreferenceViews {
    private PreferenceViews() {}

    public static PrefView of(Preference preference) {
        PrefScopeView scope = switch (preference.key().scope()) {
            case ME -> PrefScopeView.ME;
            case WORKSPACE -> PrefScopeView.WORKSPACE;
            case CHANNEL -> PrefScopeView.CHANNEL;
        };
        return new PrefView(
                scope,
                Optional.of(preference.place()).filter(place -> place > 0),
                preference.key().word(),
                preference.value(),
                preference.ver().value());
    }

    public static DraftView of(Draft draft) {
        return new DraftView(
                draft.place().channelId().value(),
                draft.place().parentId().map(MessageId::value),
                draft.text(),
                draft.updatedAt(),
                draft.ver().value());
    }

    /** Where a user has drafts. */
    public static List<DraftStateView> drafts(UserId user, Snapshot snapshot) {
        return snapshot.drafts(user, DomainLimits.DRAFTS_MAX).stream()
                .map(draft -> new DraftStateView(
                        draft.place().channelId().value(),
                        draft.place().parentId().map(MessageId::value),
                        draft.ver().value()))
                .toList();
    }

    /** The preferences of a user that differ from their default. */
    public static List<PrefView> of(UserId user, Snapshot snapshot) {
        return snapshot.preferences(user).stream().map(PreferenceViews::of).toList();
    }
}
