package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Members of both group protocols in one group, as while the replicas of a service are replaced one by one. */
@ParameterizedClass
@EnumSource(GroupProtocol.class)
class GroupMigrationIT extends RecordSourceFixture {

    private final List<String> handled = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();

    @Test
    void replacedMembersLoseAndRepeatNoRecord() {
        GroupProtocol after = protocol == GroupProtocol.CLASSIC ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
        Member first = new Member(protocol);
        Member second = new Member(protocol);
        awaitRecordsOfEach(first, second);

        first.source.close();
        Member third = new Member(after);
        awaitRecordsOfEach(second, third);

        second.source.close();
        Member fourth = new Member(after);
        awaitRecordsOfEach(third, fourth);

        eventually().until(() -> {
            third.handle();
            fourth.handle();
            return committed() == sent.size();
        });
        assertThat(handled).containsExactlyInAnyOrderElementsOf(sent);
    }

    /** Records are sent to both partitions all the time. */
    private void awaitRecordsOfEach(Member... members) {
        Stream.of(members).forEach(member -> member.handled = 0);
        eventually().until(() -> {
            for (int partition = 0; partition < 2; partition++) {
                List<String> records = TestKafka.numbered("r" + sent.size(), 5);
                TestKafka.send(topic, partition, records);
                sent.addAll(records);
            }
            Stream.of(members).forEach(Member::handle);
            return Stream.of(members).allMatch(member -> member.handled > 0);
        });
    }

    private final class Member {

        private final RecordSource source;
        private int handled;

        private Member(GroupProtocol groupProtocol) {
            KafkaClients ofMember =
                    TestKafka.clients(TestKafka.topics(topic, topic + ".out", false), 10, groupProtocol);
            source = open(new RecordSource(ofMember, topic, listener));
        }

        private void handle() {
            int before = GroupMigrationIT.this.handled.size();
            RecordSourceFixture.handle(source, GroupMigrationIT.this.handled);
            handled += GroupMigrationIT.this.handled.size() - before;
        }
    }
}
