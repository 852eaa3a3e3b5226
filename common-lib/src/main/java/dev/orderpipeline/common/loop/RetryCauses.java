package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.NativeLibraryException;
import dev.orderpipeline.common.kafka.RejectedUserException;
import dev.orderpipeline.common.metrics.RetryCause;
import dev.orderpipeline.common.postgres.DatabaseErrors;
import dev.orderpipeline.common.postgres.DatabaseSetupException;
import org.apache.kafka.common.KafkaException;
import org.flywaydb.core.api.FlywayException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Why an attempt failed. Failures of servers, networks and their setup pass; everything else is a bug. */
final class RetryCauses {

    private RetryCauses() {}

    static RetryCause of(Throwable failure) {
        if (failure instanceof DatabaseSetupException
                || failure instanceof MissingTopicException
                || failure instanceof NativeLibraryException
                || failure instanceof RejectedUserException) {
            return RetryCause.SETUP;
        }
        if (failure instanceof KafkaException) {
            return RetryCause.KAFKA;
        }
        if (failure instanceof TransactionException || failure instanceof FlywayException) {
            return ofDatabase(failure);
        }
        if (failure instanceof DataAccessException && !DatabaseErrors.isConstraintViolation(failure)) {
            return DatabaseErrors.isOfDatabase(failure) ? ofDatabase(failure) : RetryCause.REDIS;
        }
        return RetryCause.UNEXPECTED;
    }

    private static RetryCause ofDatabase(Throwable failure) {
        return DatabaseErrors.isRejectedUser(failure) ? RetryCause.SETUP : RetryCause.POSTGRESQL;
    }
}
