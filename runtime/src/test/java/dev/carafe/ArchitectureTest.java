package dev.carafe;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The arrows between packages: cli, then lifecycle, then what it is made of, then linux. */
@AnalyzeClasses(packages = "dev.carafe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS_GO_ONE_WAY =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("engine")
                    .definedBy("dev.carafe.engine..")
                    .layer("wire")
                    .definedBy("dev.carafe.wire..")
                    .layer("cli")
                    .definedBy("dev.carafe.cli..")
                    .layer("lifecycle")
                    .definedBy("dev.carafe.lifecycle..")
                    .layer("check")
                    .definedBy("dev.carafe.check..")
                    .layer("plan")
                    .definedBy("dev.carafe.plan..")
                    .layer("cgroup")
                    .definedBy("dev.carafe.cgroup..")
                    .layer("seccomp")
                    .definedBy("dev.carafe.seccomp..")
                    .layer("criu")
                    .definedBy("dev.carafe.criu..")
                    .layer("state")
                    .definedBy("dev.carafe.state..")
                    .layer("linux")
                    .definedBy("dev.carafe.linux..")
                    .layer("systemd")
                    .definedBy("dev.carafe.systemd..")
                    .layer("spec")
                    .definedBy("dev.carafe.spec..")
                    .whereLayer("engine")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("wire")
                    .mayOnlyBeAccessedByLayers("engine")
                    .whereLayer("cli")
                    .mayOnlyBeAccessedByLayers("engine")
                    .whereLayer("lifecycle")
                    .mayOnlyBeAccessedByLayers("cli", "engine")
                    .whereLayer("check")
                    .mayOnlyBeAccessedByLayers("lifecycle", "cli")
                    .whereLayer("plan")
                    .mayOnlyBeAccessedByLayers("lifecycle", "check", "cli", "engine")
                    .whereLayer("cgroup")
                    .mayOnlyBeAccessedByLayers("lifecycle", "cli", "engine")
                    .whereLayer("seccomp")
                    .mayOnlyBeAccessedByLayers("lifecycle", "cli", "engine")
                    .whereLayer("criu")
                    .mayOnlyBeAccessedByLayers("lifecycle", "cli")
                    .whereLayer("systemd")
                    .mayOnlyBeAccessedByLayers("cgroup", "cli")
                    .whereLayer("state")
                    .mayOnlyBeAccessedByLayers("lifecycle", "cli", "engine");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            SlicesRuleDefinition.slices().matching("dev.carafe.(*)..").should().beFreeOfCycles();
}
