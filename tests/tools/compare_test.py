"""bench/compare.py: verdicts, the noise band, its three kinds of input and its exit status."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))
import compare  # noqa: E402


def repeated(name, milliseconds):
    return [{"name": name, "run_name": name, "run_type": "iteration", "real_time": t, "time_unit": "ms"}
            for t in milliseconds]


def verdict(old, new, floor=0.05):
    a, b = (compare.samples({"benchmarks": repeated("x", t)})["x"] for t in (old, new))
    return compare.judge(a, b, floor)[2]


class Compare(unittest.TestCase):
    def test_verdicts(self):
        self.assertEqual(verdict([10, 10.1, 9.9], [13, 13.1, 12.9]), "slower")
        self.assertEqual(verdict([10, 10.1, 9.9], [7, 7.1, 6.9]), "faster")
        self.assertEqual(verdict([10, 10.1, 9.9], [10.2, 10.3, 10.1]), "same")  # below the floor

    def test_noise_hides_a_difference(self):
        self.assertEqual(verdict([10, 14, 7, 12, 9], [13, 15.5, 11, 16, 14.5]), "same")  # the ranges touch
        self.assertEqual(verdict([10, 13, 7], [14, 17, 13.5]), "same")  # apart, and within the spread
        self.assertEqual(verdict([10], [10.4]), "same")
        self.assertEqual(verdict([10], [10.6]), "slower")  # without a spread the floor decides

    def test_band(self):
        s = compare.of_times([1.0, 1.1, 0.9, 1.2, 0.8])  # by hand: median 1, deviations 0 .1 .1 .2 .2
        self.assertEqual((s.median, s.low, s.high), (1.0, 0.8, 1.2))
        self.assertAlmostEqual(s.noise, 3 * 1.4826 * 0.1)

    def test_counters_and_aggregates(self):
        own = {"name": "y", "real_time": 5, "time_unit": "ms", "median_s": 2.0, "min_s": 1.5, "max_s": 3.0, "mad_s": 0.1}
        self.assertEqual(compare.samples({"benchmarks": [own]})["y"].median, 2.0)
        runs = [{"name": f"z_{k}", "run_name": "z", "run_type": "aggregate", "aggregate_name": k, "real_time": v,
                 "time_unit": "us"} for k, v in (("median", 4.0), ("stddev", 1.0))]
        s = compare.samples({"benchmarks": runs})["z"]
        self.assertAlmostEqual(s.median, 4e-6)
        self.assertAlmostEqual(s.high, 6e-6)

    def test_status(self):
        with tempfile.TemporaryDirectory() as d:
            old, new = pathlib.Path(d, "old"), pathlib.Path(d, "new")
            failed = {"name": "broken", "error_occurred": True, "error_message": "wrong sums", "real_time": 0,
                      "time_unit": "ms"}
            old.write_text(json.dumps({"benchmarks": repeated("x", [10, 10, 10]) + [failed]}))
            new.write_text(json.dumps({"benchmarks": repeated("x", [20, 20, 20])}))
            run = [sys.executable, str(BENCH / "compare.py"), str(old), str(new)]
            plain = subprocess.run(run, capture_output=True, text=True)
            self.assertEqual(plain.returncode, 0)
            self.assertIn("slower", plain.stdout)
            self.assertIn("wrong sums", plain.stderr)
            self.assertEqual(subprocess.run(run + ["--fail"], capture_output=True).returncode, 1)


if __name__ == "__main__":
    unittest.main()
