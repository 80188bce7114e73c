package collab.domain.access;

import java.time.Duration;

/** Every limit of the domain in one place. Each limit has a named rejection. */
public final class DomainLimits {
    /** Characters (UTF-16 units; JSON Schema's maxLength counts code points, so this limit is the stricter one). */
    public static final int TEXT_MAX = 16_000;

    public static final int NAME_MAX = 80;

    public static final int USERNAME_MAX = 32;
    public static final int TOPIC_MAX = 250;
    public static final int STATUS_TEXT_MAX = 100;
    public static final int AVATAR_URL_MAX = 2_000;

    /** Different emoji under one message. */
    public static final int EMOJI_PER_MESSAGE_MAX = 50;

    /** Reactions under one message, over all emoji. */
    public static final int REACTORS_PER_MESSAGE_MAX = 1_000;

    /** Characters of one emoji: a sequence with joiners, or a short name. */
    public static final int EMOJI_MAX = 64;

    /** People whom a message may name. */
    public static final int MENTIONS_MAX = 50;

    /** Different {@code @words} in a message, people or not: each costs a query. */
    public static final int MENTION_WORDS_MAX = 200;

    /** Threads whose mentions one command marks as read: each causes an event. */
    public static final int MENTION_THREADS_MAX = 100;

    public static final int PINS_PER_CHANNEL_MAX = 100;

    /** People in a group direct message, including the caller. */
    public static final int GROUP_DM_MEMBERS_MAX = 9;

    /** People in a group, including those of its nested groups. */
    public static final int GROUP_PEOPLE_MAX = 1_000;

    /** Login sessions of one user; a further sign-in ends the one that was used longest ago. */
    public static final int LOGINS_MAX = 50;

    /** Access tokens of one user. */
    public static final int TOKENS_MAX = 50;

    /** Channels that an invitation names. */
    public static final int INVITATION_CHANNELS_MAX = 20;

    /** People whom one invitation admits. */
    public static final int INVITATION_USES_MAX = 1_000;

    /** Invitations of a workspace that are open at the same time. */
    public static final int INVITATIONS_PER_WORKSPACE_MAX = 50;

    /** Invitations of one user to a workspace that are open at the same time. */
    public static final int INVITATIONS_PER_MAKER_MAX = 20;

    public static final Duration INVITATION_LIFETIME_MIN = Duration.ofHours(1);
    public static final Duration INVITATION_LIFETIME_MAX = Duration.ofDays(30);

    /** Channels that the setup creates beside the one for everybody. */
    public static final int SETUP_CHANNELS_MAX = 10;

    /** Words in {@code notify.keywords}, and the characters of each. */
    public static final int KEYWORDS_MAX = 20;

    public static final int KEYWORD_MAX = 40;

    /** Channels in {@code favourites}. */
    public static final int FAVOURITES_MAX = 200;

    /** Channels and threads for which a user has a draft. */
    public static final int DRAFTS_MAX = 100;

    private DomainLimits() {}
}
