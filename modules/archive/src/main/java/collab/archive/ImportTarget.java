package collab.archive;

import collab.api.ChannelView;
import collab.api.ImportedMessageView;
import collab.api.MessageImportParams;
import java.util.ArrayList;
import java.util.List;

/** The target of posts on the server, and the posts that wait to be sent to it. */
final class ImportTarget {
    final Place place;
    final List<Waiting> waiting = new ArrayList<>();

    /** Whether the channel is archived in the archive, and so is archived again at the end of the import. */
    final boolean archived;

    /** Whether the target can be written to. */
    boolean open;

    /** The characters of the waiting posts. */
    int characters;

    /** A channel, or the direct message between some people, which is created with its first post. */
    sealed interface Place {
        record Named(ChannelView channel) implements Place {}

        record Between(long workspaceId, List<Long> people) implements Place {}
    }

    /** @param index the number of posts that precede this post in the archive */
    record Waiting(long index, ImportedMessageView message) {}

    ImportTarget(Place place, boolean archived) {
        this.place = place;
        this.archived = archived;
        this.open = !(place instanceof Place.Named(ChannelView channel))
                || channel.archivedAt().isEmpty();
    }

    MessageImportParams params(List<ImportedMessageView> messages) {
        return switch (place) {
            case Place.Named(ChannelView channel) ->
                MessageImportParams.of(messages).withChannelId(channel.id());
            case Place.Between(long workspaceId, List<Long> people) ->
                MessageImportParams.of(messages).withWorkspaceId(workspaceId).withUserIds(people);
        };
    }

    /** The name of the target in a report. */
    String name() {
        return switch (place) {
            case Place.Named(ChannelView channel) -> channel.name().orElse("channel " + channel.id());
            case Place.Between(long _, List<Long> people) -> "direct message of " + people;
        };
    }
}
