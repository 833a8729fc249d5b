"""code: a program as text, to a file, and run beside the complex step."""

import pytest

from lstm_sym.cli.main import code as main


@pytest.mark.parametrize("target", ["numpy", "c", "torch", "jax"])
def test_a_program_goes_to_a_file_whole_and_is_the_same_the_second_time(target, tmp_path, capsys):
    file = tmp_path / "rnn.txt"
    for said in ("written", "unchanged"):
        assert main(["code", "rnn", "--target", target, "-o", str(file)]) == 0
        assert capsys.readouterr().err == f"{file}: {said}\n"
    assert main(["code", "rnn", "--target", target]) == 0
    assert capsys.readouterr().out == file.read_text()


def test_a_program_is_run_beside_the_complex_step(tmp_path, capsys):
    file = tmp_path / "my.cell"
    file.write_text("h[t] = tanh(W @ x[t] + U @ h[t-2]) + x[t-1]\n")
    assert main(["code", "--cell", str(file), "--check"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said[:3]] == ["loss", "gradients", "output"]
    assert said[-1].startswith("supported: along 3 random directions, on 4 networks")
    assert main(["code", "--cell", str(file), "--check", "--every-entry"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said[:5]] == ["loss", "W", "U", "x", "h"]
    assert said[-1].startswith("supported: every entry, on 4 networks")
    assert main(["code", "rnn", "--every-entry"]) == 2


def test_without_a_compiler_the_exit_code_is_4(capsys, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    assert main(["code", "rnn", "--target", "c", "--check"]) == 4
    assert "there is no C compiler no-such-compiler; apt install" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["torch", "jax"])
def test_so_it_is_without_a_library_and_the_line_that_installs_it_is_told(
    target, capsys, monkeypatch
):
    monkeypatch.setattr("lstm_sym.emit.frameworks.find_spec", lambda name: None)
    assert main(["code", "rnn", "--target", target, "--check"]) == 4
    assert f"pip install 'lstm_sym[{target}]'" in capsys.readouterr().err


def test_checking_writes_nothing(capsys):
    assert main(["code", "rnn", "-o", "x.py", "--check"]) == 2
    assert "--check writes nothing" in capsys.readouterr().err
