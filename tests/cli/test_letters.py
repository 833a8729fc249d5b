"""--notation: the same in the letters of others, or one line that says which letters there are."""


def test_a_step_is_shown_in_the_letters_that_were_asked_for(command):
    own = command("show", "forget-gates/one-step", "--format", "latex")
    greff = command("show", "forget-gates/one-step", "--format", "latex", "--notation", "greff")
    assert (own.code, greff.code) == (0, 0)
    assert own.out.replace("_{t}", "^{t}").replace("_{t - 1}", "^{t - 1}") == greff.out


def test_an_unknown_notation_ends_in_one_line(command):
    for verb in (["show", "lstm"], ["derive", "slopes"]):
        done = command(*verb, "--notation", "gref")
        assert (done.code, done.out) == (2, "")
        assert done.err == "error: no notation is called 'gref'; did you mean greff or graves?\n"


def test_a_page_without_letters_says_so(command):
    done = command("show", "slopes", "--notation", "hs97")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "no letters for slopes" in done.err


def test_pages_are_written_in_the_letters_that_were_asked_for(command, tmp_path):
    done = command("derive", "forget-gates", "slopes", "--notation", "graves", "--out", tmp_path)
    assert done.code == 0
    text = (tmp_path / "derivations" / "forget-gates.md").read_text("utf-8")
    assert r"b_{\phi}^{t}" in text
    assert "f_{t}" not in text.replace("\\u005c", "\\").partition("<script")[0]
    assert not (tmp_path / "letters").exists()
