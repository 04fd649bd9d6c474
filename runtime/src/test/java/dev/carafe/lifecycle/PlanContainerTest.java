package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.linux.HostFacts;
import dev.carafe.plan.PlanPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanContainerTest {
    @TempDir Path directory;
    private TestSite test;

    @BeforeEach
    void open() throws IOException {
        test = new TestSite(directory);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private PlanContainer.Plan planAs(int uid) {
        HostFacts root = TestSite.facts();
        HostFacts facts =
                new HostFacts(
                        uid,
                        uid,
                        uid == 0 ? -1L : 0,
                        root.lastCapability(),
                        false,
                        root.cgroups(),
                        root.securityModules(),
                        root.resctrl(),
                        root.newuidmap(),
                        root.newgidmap());
        Site site =
                new Site(
                        test.site.client(),
                        test.site.store(),
                        test.site.cgroups(),
                        test.site.configs(),
                        test.site.seccomp(),
                        facts,
                        test.site.clock(),
                        test.site.diagnostics(),
                        test.site.self());
        return new PlanContainer(site).plan(test.bundle, "config.json");
    }

    @Test
    void withoutAUserNamespaceAnybodySeesRootsProgram() {
        PlanContainer.Plan own = planAs(0);
        PlanContainer.Plan others = planAs(1000);

        assertThat(own.forRoot()).isFalse();
        assertThat(others.forRoot()).isTrue();
        assertThat(PlanPrinter.text(others.program())).isEqualTo(PlanPrinter.text(own.program()));
    }

    @Test
    void withAUserNamespaceTheProgramIsTheCallers() throws IOException {
        Files.writeString(
                test.bundle.resolve("config.json"),
                TestSite.CONFIG.replace(
                        "\"namespaces\": [",
                        """
                        "uidMappings": [{"containerID": 0, "hostID": 1000, "size": 1}],
                        "gidMappings": [{"containerID": 0, "hostID": 1000, "size": 1}],
                        "namespaces": [{"type": "user"}, \
                        """));

        assertThat(planAs(1000).forRoot()).isFalse();
    }
}
