package collab.e2e.mutation;

import collab.e2e.mutation.Mutation.Place;
import collab.wire.event.EventOptionsProto;
import collab.wire.event.v2.Event;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The mutation table: every place in which the product is made wrong. */
final class MutationTable {
    private static final Place DELIVERY = new Place("collab.gateway", "collab.gateway.session.Delivery");
    private static final Place RING = new Place("collab.gateway", "collab.gateway.session.ReplayRing");
    private static final Place SESSION = new Place("collab.gateway", "collab.gateway.session.UserSession");
    private static final Place ENVELOPES = new Place("collab.fanout", "collab.fanout.routing.EnvelopeFactory");
    private static final Place INDEX = new Place("collab.fanout", "collab.fanout.routing.MembershipIndex");
    private static final Place SENDER = new Place("collab.fanout", "collab.fanout.stream.EventSender");
    private static final Place REPLAY = new Place("collab.fanout", "collab.fanout.stream.ReplayService");
    private static final Place ROUTES = new Place("collab.fanout", "collab.fanout.routing.RouteTable");
    private static final Place PRESENCE = new Place("collab.fanout", "collab.fanout.presence.Presence");
    private static final Place PRESENCE_STATE = new Place("collab.fanout", "collab.fanout.presence.PresenceState");
    private static final Place CODEC = new Place("collab.persistence", "collab.persistence.spi.EventCodec");
    private static final Place BATCH = new Place("collab.persistence.sqlite", "collab.persistence.sqlite.CommandBatch");
    private static final Place AUDIENCE = new Place("collab.domain", "collab.domain.Audience");
    private static final Place MEMBERSHIPS = new Place("collab.domain", "collab.domain.rules.MembershipEvents");
    private static final Place LOG =
            new Place("collab.persistence.sqlite", "collab.persistence.sqlite.query.EventLogQueries");

    private static final Set<String> ESSENTIAL = Set.of(
            "every resume is answered resume.failed",
            "channel.added is sent to no user",
            "the read state of a user is sent to the other members of the workspace",
            "an event is sent twice to a socket",
            "two events change places",
            "a reaction is missing in message.reacted",
            "a user who has left stays online",
            "the result of an op_id is not stored, so a repeat is executed again");

    private MutationTable() {}

    /** Every row. */
    static List<Mutation> all() {
        return Stream.of(resume(), recipients(), times(), contents(), presence(), log(), unsentTypes())
                .flatMap(List::stream)
                .toList();
    }

    /** The rows that every run of the tests includes, one of each kind. */
    static List<Mutation> essential() {
        List<Mutation> rows =
                all().stream().filter(row -> ESSENTIAL.contains(row.name())).toList();
        if (rows.size() != ESSENTIAL.size()) throw new IllegalStateException("unknown names in " + ESSENTIAL);
        return rows;
    }

    // ---- Event types that reach no user ----

    /** One row for each type of event in the log. */
    static List<Mutation> unsentTypes() {
        return Event.getDescriptor().getOneofs().getFirst().getFields().stream()
                .filter(field -> field.getNumber() < SIGNALS_FROM)
                .map(field -> field.getOptions().getExtension(EventOptionsProto.typeName))
                .map(MutationTable::unsent)
                .toList();
    }

    /** The fields of signals, which are in no log, have numbers from here. */
    private static final int SIGNALS_FROM = 100;

    private static Mutation unsent(String type) {
        String method = "private Optional<ByteString> inVersion(LoggedEvent event, int version) {";
        return ENVELOPES.mutation(
                type + " is sent to no user",
                method,
                method + " if (event.type().equals(\"" + type + "\")) return Optional.empty();");
    }

    // ---- Resumes ----

    private static List<Mutation> resume() {
        return List.of(
                DELIVERY.mutation(
                        "every resume is answered resume.failed",
                        "if (from.epoch().filter(epoch -> !epoch.equals(uplink.epoch())).isPresent()) {",
                        "if (from.position() >= 0) {"),
                RING.mutation(
                        "a resume from the ring skips up to four events at its edge",
                        "return position >= floor;",
                        "return position >= floor - 4;"),
                REPLAY.mutation(
                        "a resume from the log skips its first event",
                        "log.readFor(user, cursor, to, CHUNK_EVENTS)",
                        "log.readFor(user, cursor.equals(to) ? cursor : cursor.plus(1), to, CHUNK_EVENTS)"),
                DELIVERY.mutation(
                        "a resumed socket misses the event of the moment in which it becomes live",
                        "becomeLive(to);\n        return CatchUpStep.DONE;",
                        "becomeLive(to + 1);\n        return CatchUpStep.DONE;"),
                LOG.mutation(
                        "events of a channel are replayed to a user who has left it",
                        "a.audience_id = m.channel_id\n"
                                + "                    AND a.seq > max(?2, m.joined_seq - 1) AND a.seq < min(?3 + 1, m.left_seq)",
                        "a.audience_id = m.channel_id AND a.seq > max(?2, m.joined_seq - 1) AND a.seq < ?3 + 1"));
    }

    // ---- Recipients ----

    private static List<Mutation> recipients() {
        String resolved = "services.audiences().resolve(event.audience(), event.seq(), gateway.routes());";
        String lost = "wantedOf(users).forEach(user -> channels.remove(user, channel));";
        return List.of(
                SENDER.mutation(
                        "messages are sent to users who are no members of the channel",
                        resolved,
                        "services.audiences().resolve(event.type().equals(\"message.created\") && event.seq().value() % 7 == 0"
                                + " ? new collab.domain.Audience.OfWorkspace(new collab.domain.id.WorkspaceId(1)) : event.audience(),"
                                + " event.seq(), gateway.routes());"),
                SENDER.mutation(
                        "the read state of a user is sent to the other members of the workspace",
                        resolved,
                        "services.audiences().resolve(event.type().equals(\"read.state\") && event.audience()"
                                + " instanceof collab.domain.Audience.Listed listed"
                                + " ? new collab.domain.Audience.Peers(listed.users().getFirst()) : event.audience(),"
                                + " event.seq(), gateway.routes());"),
                ROUTES.mutation("a removed member still receives the events of the channel", lost, "users.size();"),
                INDEX.mutation(
                        "the first of four or more recipients is left out",
                        "users.stream().mapToLong(UserId::value).sorted().forEach(envelope::addRecipients);",
                        "users.stream().mapToLong(UserId::value).sorted().skip(users.size() / 4)"
                                + ".forEach(envelope::addRecipients);"),
                DELIVERY.mutation(
                        "an event is sent twice to a socket",
                        "sent = event.seq();",
                        "sent = event.seq(); if (sent % 10 == 0) socket().enqueue(frame.get());"));
    }

    // ---- Times and order ----

    /** The setup of a run writes about 290 events; the late one must be an event of the work. */
    private static List<Mutation> times() {
        String deliver = "void deliver(SharedEvent event, DeferredActions after) {";
        return List.of(
                SENDER.mutation(
                        "once, an event is sent six seconds late",
                        "gateway.advanceBeyond(event);",
                        "if (event.seq().value() >= 320 && System.getProperties().putIfAbsent(\"late\", \"\") == null) {"
                                + " try { Thread.sleep(6_500); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } }"
                                + " gateway.advanceBeyond(event);"),
                DELIVERY.mutation(
                        "two events change places",
                        deliver,
                        "private java.util.Optional<SharedEvent> held = java.util.Optional.empty();\n" + deliver
                                + " if (held.isEmpty() && event.seq() % 10 == 0) { held = Optional.of(event); return; }"
                                + " Optional<SharedEvent> late = held; held = Optional.empty();"
                                + " if (late.isPresent() && late.get().seq() > complete) {"
                                + " enqueue(event); enqueue(late.get()); complete = event.seq(); after.flush(socket()); return; }"));
    }

    // ---- Contents ----

    private static List<Mutation> contents() {
        return List.of(
                CODEC.mutation(
                        "an edited text is sent as it was not written",
                        "encoded.setMessageUpdated(MessageUpdated.newBuilder()\n"
                                + "                        .setMessage(EntityEncoder.message(e.message()))",
                        "encoded.setMessageUpdated(MessageUpdated.newBuilder()\n"
                                + "                        .setMessage(EntityEncoder.message(e.message()).toBuilder()"
                                + ".setText(e.message().text() + \"?\"))"),
                CODEC.mutation(
                        "a reaction is missing in message.reacted",
                        ".addAllReactions(EntityEncoder.reactions(e.reactions())));",
                        ".addAllReactions(EntityEncoder.reactions(e.reactions()).stream().skip(1).toList()));"),
                CODEC.mutation(
                        "read.state has another read_no",
                        "encoded.setReadState(EntityEncoder.readState(e.readState(), e.deleted()));",
                        "encoded.setReadState(EntityEncoder.readState(e.readState(), e.deleted()).toBuilder()"
                                + ".setReadNo(e.readState().readNo() + 1));"),
                CODEC.mutation(
                        "thread.updated has another reply_count",
                        ".setReplyCount(e.replies().replyCount());",
                        ".setReplyCount(e.replies().replyCount() + 1);"),
                CODEC.mutation(
                        "thread.state has another read_no",
                        "encoded.setThreadState(EntityEncoder.threadState(e));",
                        "encoded.setThreadState(EntityEncoder.threadState(e).toBuilder().setReadNo(e.state().readNo() + 1));"),
                CODEC.mutation(
                        "thread.followed has another last_no",
                        ".setLastNo(e.lastNo()));\n            case Event.ThreadStateChanged",
                        ".setLastNo(e.lastNo() + 1));\n            case Event.ThreadStateChanged"),
                CODEC.mutation(
                        "read.all names no last message",
                        "encoded.setReadAll(EntityEncoder.readAll(e));",
                        "encoded.setReadAll(EntityEncoder.readAll(e).toBuilder().clearLastRead());"),
                CODEC.mutation(
                        "prefs.updated has no value",
                        ".setPref(EntityEncoder.preference(e.preference())));",
                        ".setPref(EntityEncoder.preference(e.preference()).toBuilder().clearValue()));"),
                CODEC.mutation(
                        "message.pin_updated has the opposite value",
                        ".setPinned(e.pinned()));",
                        ".setPinned(!e.pinned()));"),
                CODEC.mutation(
                        "mention.created has another number of mentions",
                        ".setMentions(e.mentions());",
                        ".setMentions(e.mentions() + 1);"),
                CODEC.mutation(
                        "channel.added names the wrong last_no",
                        "ChannelAdded.newBuilder().setChannel(EntityEncoder.channel(e.channel())));",
                        "ChannelAdded.newBuilder().setChannel(EntityEncoder.channel(e.channel()).toBuilder()"
                                + ".setLastNo(e.channel().lastNo() + 1)));"),
                CODEC.mutation(
                        "user.updated has another display name",
                        "UserUpdated.newBuilder().setUser(EntityEncoder.user(e.user())));",
                        "UserUpdated.newBuilder().setUser(EntityEncoder.user(e.user()).toBuilder()"
                                + ".setDisplayName(\"?\")));"));
    }

    // ---- Presence ----

    private static List<Mutation> presence() {
        return List.of(
                PRESENCE.mutation(
                        "presence is announced to no user",
                        "if (!announcements.isEmpty()) listener.onChanges(announcements);",
                        "if (announcements.containsKey(null)) listener.onChanges(announcements);"),
                PRESENCE_STATE.mutation(
                        "a user who has left stays online",
                        "return !connected.reports.isEmpty() ||",
                        "return announced.contains(user) || !connected.reports.isEmpty() ||"),
                PRESENCE_STATE.mutation(
                        "a user is missing in the presence snapshot",
                        "if (announced.contains(user)) online.add(user);",
                        "online.remove(online.stream().max(UserId::compareTo).orElse(user));"));
    }

    // ---- What is written to the log ----

    private static List<Mutation> log() {
        return List.of(
                BATCH.mutation(
                        "the result of an op_id is not stored, so a repeat is executed again",
                        ".ifPresent(operation -> operations.save(submission.caller(), operation, commit, context.now()));",
                        ".ifPresent(operation -> context.now());"),
                AUDIENCE.mutation(
                        "mentions are addressed to the whole channel",
                        "case Event.MentionCreated mention -> only(mention.receiver());",
                        "case Event.MentionCreated mention -> new OfChannel(mention.mention().channelId());"),
                AUDIENCE.mutation(
                        "a changed user is announced to that user only",
                        "case Event.UserUpdated updated -> new Peers(updated.user().id());",
                        "case Event.UserUpdated updated -> only(updated.user().id());"),
                MEMBERSHIPS.mutation(
                        "the other members of a channel get no event of a member who leaves",
                        "events.add(new Event.ChannelMemberLeft(channel, user));",
                        "events.next();"),
                MEMBERSHIPS.mutation(
                        "the other members of a workspace get no event of a new member",
                        "events.add(new Event.WorkspaceMemberJoined(workspace.id(), user, role));",
                        "events.next();"));
    }
}
