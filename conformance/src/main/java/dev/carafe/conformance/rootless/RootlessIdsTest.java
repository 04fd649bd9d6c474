package dev.carafe.conformance.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Lab;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Id maps of an ordinary user: newuidmap(1) and newgidmap(1) write what he may not. */
@Conformance
class RootlessIdsTest {

    /** Root is the user; 1 to 999 and 5000 to 5009 are subordinate ids. */
    private static final String MAPS =
            """
            [{"containerID":0,"hostID":%d,"size":1},
             {"containerID":1,"hostID":%d,"size":999},
             {"containerID":5000,"hostID":%d,"size":10}]
            """
                    .formatted(OrdinaryUser.ID, OrdinaryUser.FIRST, OrdinaryUser.FIRST + 2000);

    private static Bundle mapped(OrdinaryUser user, String uids, String gids) {
        return user.bundle()
                .merge("{\"linux\":{\"uidMappings\":%s,\"gidMappings\":%s}}".formatted(uids, gids));
    }

    private static Stream<String> lines(String text) {
        return text.lines().map(line -> line.strip().replaceAll(" +", " "));
    }

    @Test
    void severalMapsAreWrittenByTheHelpers(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).withSubordinateIds();
        Bundle bundle = mapped(user, MAPS, MAPS).shell("cat /proc/self/uid_map /proc/self/gid_map");
        String[] maps = {"0 65534 1", "1 100000 999", "5000 102000 10"};
        assertThat(lines(user.as(bundle.operation("run")).run().ok().out()))
                .containsExactly(
                        Stream.concat(Stream.of(maps), Stream.of(maps)).toArray(String[]::new));
    }

    @Test
    void processRunsAndOwnsFilesUnderASubordinateId(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).withSubordinateIds();
        Bundle bundle =
                mapped(user, MAPS, MAPS)
                        .shell("id -u; id -g; touch /tmp/owned; stat -c %u:%g /tmp/owned")
                        .merge("{\"process\":{\"user\":{\"uid\":5005,\"gid\":7}}}");
        lab.host("chmod", "1777", bundle.rootfs().resolve("tmp").toString()).run().ok();
        assertThat(user.as(bundle.operation("run")).run().ok().out())
                .isEqualTo("5005\n7\n5005:7\n");
    }

    @Test
    void setgroupsIsAllowedWhereGroupsAreMapped(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).withSubordinateIds();
        Bundle bundle = mapped(user, MAPS, MAPS).shell("cat /proc/self/setgroups");
        assertThat(user.as(bundle.operation("run")).run().ok().out()).isEqualTo("allow\n");
    }

    @Test
    void setgroupsIsDeniedWithOneIdOnly(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab);
        Bundle bundle = user.bundle().shell("cat /proc/self/setgroups");
        assertThat(user.as(bundle.operation("run")).run().ok().out()).isEqualTo("deny\n");
    }

    @Test
    void idThatIsNotGrantedIsRefused(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).withSubordinateIds();
        String foreign =
                "[{\"containerID\":0,\"hostID\":65534,\"size\":1},{\"containerID\":1,\"hostID\":%d,\"size\":10}]"
                        .formatted(OrdinaryUser.FIRST + OrdinaryUser.COUNT);
        user.as(mapped(user, foreign, MAPS).operation("create")).run().refused("not allowed");
    }

    @Test
    void rootOfTheHostCannotBeMapped(Lab lab) {
        OrdinaryUser user = OrdinaryUser.of(lab).withSubordinateIds();
        String root = "[{\"containerID\":0,\"hostID\":0,\"size\":1}]";
        user.as(mapped(user, root, MAPS).operation("create"))
                .run()
                .refused("not allowed", "not permitted");
    }
}
