package collab.archive;

import collab.api.ImportedMessageView;
import collab.api.MessageImportParams;
import java.util.ArrayList;
import java.util.List;

/** The target of posts on the server, and the posts that wait to be sent to it. */
final class ImportTarget {
    final Place place;
    final List<Waiting> waiting = new ArrayList<>();

    /** The characters of the waiting posts. */
    int characters;

    /** A channel, or the direct message between some people, which is created with its first post. */
    sealed interface Place {
        record Named(long channelId, String name) implements Place {}

        record Between(long workspaceId, List<Long> people) implements Place {}
    }

    /** @param index the number of posts that precede this post in the archive */
    record Waiting(long index, ImportedMessageView message) {}

    ImportTarget(Place place) {
        this.place = place;
    }

    MessageImportParams params(List<ImportedMessageView> messages) {
        return switch (place) {
            case Place.Named(long channelId, String _) ->
                MessageImportParams.of(messages).withChannelId(channelId);
            case Place.Between(long workspaceId, List<Long> people) ->
                MessageImportParams.of(messages).withWorkspaceId(workspaceId).withUserIds(people);
        };
    }

    /** The name of the target in a report. */
    String name() {
        return switch (place) {
            case Place.Named(long _, String name) -> name;
            case Place.Between(long _, List<Long> people) -> "direct message of " + people;
        };
    }
}
