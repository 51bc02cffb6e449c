"""Os portões do `./run lint` pegam o que prometem pegar."""

import json

import pytest

from seicidades.chao import lint
from seicidades.chao.locais import resumo_do_arquivo
from seicidades.chao.modelos import defeitos_do_texto, defeitos_dos_templates
from seicidades.chao.terceiros import defeitos_dos_arquivos_de_terceiros


def test_lint_roda_todos_os_portoes_e_falha_se_um_falhar(capsys):
    portoes = (
        lint.Portao("primeiro", lambda: "linha 1\nlinha 2"),
        lint.Portao("segundo", lambda: ""),
    )

    assert lint.conferir_tudo(portoes) == 1
    assert capsys.readouterr().out.splitlines() == [
        "FALHOU  primeiro",
        "        linha 1",
        "        linha 2",
        "passou  segundo",
        "",
        "1 de 2 portões passaram.",
    ]
    assert lint.conferir_tudo(portoes[1:]) == 0


@pytest.mark.parametrize(
    ("texto", "trecho"),
    [
        ('<p style="color: red">', "style="),
        ("<style>p {}</style>", "<style>"),
        ("<script>alert(1)</script>", "script dentro da página"),
        ('<button type="button" onclick="x()">', "on…="),
        ("{{ texto|safe }}", "sem escape"),
        ("{% autoescape off %}", "sem escape"),
        ('<a href="javascript:x()">', "javascript:"),
    ],
)
def test_regras_dos_templates_pegam(texto, trecho):
    [(linha, recado)] = defeitos_do_texto(f"<p>\n{{# style= #}}\n{texto}")

    assert linha == 3
    assert trecho in recado


@pytest.mark.parametrize(
    "texto",
    [
        "<script src=\"{% static 'js/app.js' %}\" defer></script>",
        '<p class="estilo" data-once="sim">style=</p>',
        "{% comment %}<p style=x onclick=y>{% endcomment %}",
        '<a href="/conta/" data-confirma="on">',
    ],
)
def test_regras_dos_templates_deixam_passar(texto):
    assert defeitos_do_texto(texto) == []


def test_html_de_email_pode_ter_style_mas_nao_texto_sem_escape(tmp_path):
    emails = tmp_path / "emails"
    emails.mkdir()
    (emails / "aviso.html").write_text('<p style="margin: 0">{{ texto|safe }}</p>')
    (emails / "aviso.txt").write_text("{% autoescape off %}{{ texto }}{% endautoescape %}")

    [defeito] = defeitos_dos_templates(tmp_path)

    assert "emails/aviso.html:1: texto sem escape" in defeito


def test_arquivos_de_terceiros_conferem_com_o_manifesto(tmp_path):
    for nome in ("certo.js", "mudado.js", "a mais.js"):
        (tmp_path / nome).write_text(nome)
    manifesto = {
        "certo.js": resumo_do_arquivo(tmp_path / "certo.js", "sha512"),
        "mudado.js": "0" * 128,
        "sumido.js": "0" * 128,
    }
    (tmp_path / "MANIFESTO.json").write_text(json.dumps(manifesto))

    assert defeitos_dos_arquivos_de_terceiros(tmp_path) == [
        "a mais.js: não está no manifesto",
        "mudado.js: o conteúdo não é o do manifesto",
        "sumido.js: está no manifesto e não na pasta",
    ]
