package dev.orderpipeline.cdm.page;

import dev.orderpipeline.cdm.figures.ItemFigures;
import dev.orderpipeline.cdm.figures.MartFigures;
import dev.orderpipeline.cdm.figures.MartReader;
import dev.orderpipeline.cdm.figures.ReadFailures;
import dev.orderpipeline.cdm.figures.ReplicaFigures;
import dev.orderpipeline.cdm.figures.SharedSnapshot;
import dev.orderpipeline.cdm.figures.SharedSnapshot.Failure;
import dev.orderpipeline.cdm.figures.Snapshot;
import dev.orderpipeline.cdm.figures.UserCounters;
import dev.orderpipeline.cdm.page.Replies.ItemPage;
import dev.orderpipeline.cdm.page.Replies.Replica;
import dev.orderpipeline.cdm.page.Replies.Source;
import dev.orderpipeline.cdm.page.Replies.Summary;
import dev.orderpipeline.cdm.page.Replies.Top;
import dev.orderpipeline.common.http.NonBlockingResponses;
import dev.orderpipeline.common.http.Reply;
import dev.orderpipeline.common.memory.MemoryBudget;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The endpoints below {@code /api}, apart from their description. Parameters are validated at once; the responses are
 * prepared by two threads: figures come from memory, the counters of a user from PostgreSQL, which may be slow.
 */
final class Api implements AutoCloseable {

    private static final int MAX_TOP = 50;
    private static final int DEFAULT_TOP = 10;
    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_OFFSET = 1_000_000;
    private static final int MAX_TEXT_CHARACTERS = 200;

    /** Ten pages that are opened at once fit. */
    private static final int MAX_QUEUED = 64;

    private static final int MAX_QUEUED_USERS = 16;
    /**
     * Usually 10 KB. This is for four rankings of 50 items, or 400 counters, each with a name of control characters: 720 bytes
     * as they are escaped, and 120 of the rest.
     */
    private static final int MAX_RESPONSE_BYTES = 340_000;

    private final SharedSnapshot snapshot;
    private final MartReader reader;
    private final ReplicaFigures replica;
    private final Clock clock;
    private final NonBlockingResponses figures;
    private final NonBlockingResponses users;

    private enum Order {
        ORDERS(MartFigures::byOrders),
        USERS(MartFigures::byUsers),
        NAME(MartFigures::byName);

        private final Function<MartFigures, List<ItemFigures>> items;

        Order(Function<MartFigures, List<ItemFigures>> items) {
            this.items = items;
        }

        List<ItemFigures> of(MartFigures mart) {
            return items.apply(mart);
        }

        /** The value of the parameter. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param fatalErrors handles failures, and ends the process after a fatal one */
    Api(
            SharedSnapshot snapshot,
            MartReader reader,
            ReplicaFigures replica,
            MemoryBudget memory,
            Clock clock,
            Consumer<Throwable> fatalErrors) {
        this.snapshot = snapshot;
        this.reader = reader;
        this.replica = replica;
        this.clock = clock;
        int maxSlowReaders = Math.max(1, memory.figuresBytes() / MAX_RESPONSE_BYTES);
        figures = new NonBlockingResponses("figures", MAX_QUEUED, maxSlowReaders, Replies::busy, fatalErrors);
        users = new NonBlockingResponses("users", MAX_QUEUED_USERS, maxSlowReaders, Replies::busy, fatalErrors);
    }

    /**
     * Responds to a request.
     *
     * @param path after {@code /api}
     * @throws ProblemException if there is no such path, or a parameter is invalid
     */
    void respond(String path, HttpServletRequest request) {
        ClientHeaders client = ClientHeaders.of(request);
        if (path.equals("/summary")) {
            int top = Parameters.of(request, Set.of("top")).number("top", 1, MAX_TOP, DEFAULT_TOP);
            figures.respond(request, orProblem(() -> summary(top, client)));
        } else if (path.equals("/categories")) {
            respondWithItems(request, Snapshot::categories, client);
        } else if (path.equals("/products")) {
            respondWithItems(request, Snapshot::products, client);
        } else if (path.equals("/users")) {
            Parameters parameters = Parameters.of(request, Set.of("id", "limit"));
            String id = userId(parameters.text("id", MAX_TEXT_CHARACTERS));
            int limit = parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
            users.respond(request, orProblem(() -> Replies.unshared(user(id, limit), client)));
        } else {
            throw ProblemException.notFound("no such path; /api/openapi.json describes all of them");
        }
    }

    @Override
    public void close() {
        figures.close();
        users.close();
    }

    private Reply summary(int top, ClientHeaders client) {
        SharedSnapshot.Latest latest = snapshot.get();
        Snapshot figures = required(latest);
        Replica state = new Replica(replica.newestOrder(), replica.lag(), replica.countersChangedInLastMinute());
        Summary summary = new Summary(
                Source.of(figures, latest.failure()),
                figures.orders(),
                figures.users(),
                state,
                top(figures.categories(), top),
                top(figures.products(), top));
        return Replies.figures(summary, clock.instant(), client);
    }

    private static Top top(MartFigures mart, int top) {
        return new Top(
                mart.total(),
                mart.byOrders().stream().limit(top).toList(),
                mart.byUsers().stream().limit(top).toList());
    }

    private void respondWithItems(
            HttpServletRequest request, Function<Snapshot, MartFigures> mart, ClientHeaders client) {
        Parameters parameters = Parameters.of(request, Set.of("q", "sort", "limit", "offset"));
        String words = parameters.text("q", MAX_TEXT_CHARACTERS).toLowerCase(Locale.ROOT);
        Order order = parameters.choice("sort", List.of(Order.values()));
        int limit = parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        int offset = parameters.number("offset", 0, MAX_OFFSET, 0);
        figures.respond(request, orProblem(() -> {
            SharedSnapshot.Latest latest = snapshot.get();
            Snapshot figures = required(latest);
            MartFigures items = mart.apply(figures);
            List<ItemFigures> matching = order.of(items).stream()
                    .filter(item -> item.name().toLowerCase(Locale.ROOT).contains(words))
                    .toList();
            ItemPage page = new ItemPage(
                    Source.of(figures, latest.failure()),
                    items.total(),
                    items.isTruncated(),
                    matching.size(),
                    offset,
                    limit,
                    matching.stream().skip(offset).limit(limit).toList());
            return Replies.figures(page, clock.instant(), client);
        }));
    }

    private UserCounters user(String id, int limit) {
        try {
            return UserKeys.of(id).stream()
                    .map(key -> reader.user(key, limit))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElseThrow(() -> ProblemException.notFound("no user with this id has a closed order"));
        } catch (DataAccessException | TransactionException e) {
            throw ProblemException.unavailable(ReadFailures.reason(e));
        }
    }

    private static String userId(String id) {
        if (id.isEmpty() || id.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalid(
                    "id",
                    "must have 1 to %d characters, none of them a control character".formatted(MAX_TEXT_CHARACTERS));
        }
        return id;
    }

    private static Snapshot required(SharedSnapshot.Latest latest) {
        return latest.snapshot()
                .orElseThrow(() -> ProblemException.unavailable(
                        latest.failure().map(Failure::reason).orElse("the marts are being read for the first time")));
    }

    private static Supplier<Reply> orProblem(Supplier<Reply> preparation) {
        return () -> {
            try {
                return preparation.get();
            } catch (ProblemException e) {
                return Replies.problem(e);
            }
        };
    }
}
