package collab.e2e.workload;

import collab.api.RpcMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What an actor does with invitation links to workspaces that actors create and delete. */
final class InvitationActions {
    private final Actor actor;
    private final ChannelActions channels;

    InvitationActions(Actor actor, ChannelActions channels) {
        this.actor = actor;
        this.channels = channels;
    }

    void create() {
        invitation();
    }

    void revoke() {
        invitation()
                .ifPresent(made -> actor.run(
                        RpcMethod.INVITATION_REVOKE,
                        "invitation_id",
                        made.at("/invitation/id").longValue()));
    }

    /** The link of a call whose first answer was lost is not known; then there is nothing to accept. */
    void accept() {
        invitation()
                .map(made -> made.path("token").textValue())
                .ifPresent(token -> actor.operations()
                        .run(
                                actor.team().someMember(actor.random()).caller(),
                                actor.random(),
                                RpcMethod.INVITE_ACCEPT,
                                "token",
                                token));
    }

    private Optional<JsonNode> invitation() {
        return channels.temporaryWorkspace()
                .flatMap(workspace -> actor.run(RpcMethod.INVITATION_CREATE, "workspace_id", workspace));
    }
}
