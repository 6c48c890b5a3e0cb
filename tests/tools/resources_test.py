"""scripts/resources.py: reading ptxas's report, and what counts as worse."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import resources  # noqa: E402

REPORT = """\
ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function '_ZN5agglo3oneEv' for 'sm_80'
ptxas info    : Function properties for _ZN5agglo3oneEv
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 99 registers, used 0 barriers
ptxas info    : Compiling entry function '_ZN5agglo3oneEv' for 'sm_90'
ptxas info    : Function properties for _ZN5agglo3oneEv
    32 bytes stack frame, 44 bytes spill stores, 52 bytes spill loads
ptxas info    : Used 40 registers, used 1 barriers, 32 bytes cumulative stack size, 2048 bytes smem
"""


class Resources(unittest.TestCase):
    def test_report(self):
        self.assertEqual(resources.parse(REPORT, "sm_90"), {"_ZN5agglo3oneEv": {
            "registers": 40, "spill_bytes": 96, "stack_bytes": 32, "shared_bytes": 2048}})

    def test_names(self):
        self.assertEqual(resources.own_name("void agglo::(anonymous namespace)::divide<(agglo::by)0>(long)"),
                         "divide<(by)0>")
        self.assertIsNone(resources.own_name("void thrust::sort<agglo::less>(long)"))

    def test_complaints(self):
        def kernel(registers, spill=0):
            return {"registers": registers, "spill_bytes": spill, "stack_bytes": 0, "shared_bytes": 0}
        before = {"a": kernel(32), "b": kernel(32, 8), "gone": kernel(1)}
        self.assertEqual(list(resources.complaints({"a": kernel(63), "b": kernel(32, 8)}, before)), [])
        self.assertEqual(len(list(resources.complaints({"a": kernel(64)}, before))), 1)
        self.assertIn("spills 4 bytes", list(resources.complaints({"a": kernel(32, 4)}, before))[0])
        self.assertIn("not in the report: new", list(resources.complaints({"new": kernel(8)}, before)))


if __name__ == "__main__":
    unittest.main()
