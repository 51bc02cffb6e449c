"""O modelo é conferido antes de publicado e preenchido num motor sem saídas."""

from datetime import date

import pytest

from seicidades.documentos.redacao import motor
from seicidades.documentos.redacao.pdf import corpo_em_html
from tests.documentos import ensaio


@pytest.fixture
def tipo(tmp_path):
    return ensaio.tipo(tmp_path)


def problemas(texto, tipo) -> list[str]:
    with pytest.raises(motor.ModeloInvalido) as recusa:
        motor.conferir(texto, tipo)
    return [str(p) for p in recusa.value.problemas]


def test_o_modelo_de_ensaio_passa(tipo):
    motor.conferir(ensaio.TEXTO, tipo)


def test_variavel_que_o_documento_nao_tem_e_recusada_com_a_linha(tipo):
    (frase,) = problemas("<p>{{ orgao.nome }}</p>\n<p>{{ prefeito.nome }}</p>", tipo)

    assert frase.startswith("Linha 2: a variável “prefeito.nome” não existe neste documento.")


@pytest.mark.parametrize(
    "texto",
    [
        "<p>{% if nada %}x{% endif %}</p>",
        "<p>{% if orgao.nome == nada %}x{% endif %}</p>",
        "<p>{% if not orgao.nome or nada %}x{% endif %}</p>",
        "<p>{{ orgao.nome|default:nada }}</p>",
        "<p>{{ orgao.nome.upper }}</p>",
        "<p>{{ pessoas.0.nome }}</p>",
        "<p>{{ uma.nome }}</p>",
        "<p>{{ forloop.counter }}</p>",
        "<p>{% for uma in pessoas %}{{ uma.cpf }}{% endfor %}</p>",
        "<p>{% for uma in pessoas %}{{ forloop.parentloop }}{% endfor %}</p>",
        "<p>{% for uma in pessoas %}x{% empty %}{{ uma.nome }}{% endfor %}</p>",
        "<p>{{ orgao }}</p>",
    ],
)
def test_todo_lugar_de_variavel_e_conferido(tipo, texto):
    assert any("não existe neste documento" in frase for frase in problemas(texto, tipo))


@pytest.mark.parametrize(
    "texto",
    [
        "<p>{% for uma in pessoas %}{{ forloop.counter }}. {{ uma.nome }}{% endfor %}</p>",
        "<p>{% if pessoas and orgao %}x{% elif observacao|length == 3 %}y{% endif %}</p>",
        "<p>{{ observacao|default:'nada'|capfirst }}</p>",
        "<p>nº {{ documento.numero }}, de {{ documento.dia }}</p>",
        "<p>{% for uma in pessoas %}{% for outra in pessoas %}{{ outra.papel }}{{ uma.nome }}"
        "{% endfor %}{% endfor %}</p>",
    ],
)
def test_o_que_esta_declarado_passa(tipo, texto):
    motor.conferir(texto, tipo)


@pytest.mark.parametrize(
    ("etiqueta", "diz"),
    [
        ("{% load static %}", "“load” não é aceita"),
        ("{% include 'base.html' %}", "“include” não é aceita"),
        ("{% extends 'base.html' %}", "“extends” não é aceita"),
        ("{% autoescape off %}{% endautoescape %}", "“autoescape” não é aceita"),
        ("{% verbatim %}{% endverbatim %}", "“verbatim” não é aceita"),
        ("{% with a=orgao %}{% endwith %}", "“with” não é aceita"),
        ("{% url 'x' %}", "“url” não é aceita"),
        ("{% debug %}", "“debug” não é aceita"),
        ("{{ orgao.nome|safe }}", "o filtro “safe” não é aceito"),
        ("{{ orgao.nome|safeseq }}", "o filtro “safeseq” não é aceito"),
        ("{% if orgao.nome %}", "falta fechar {% if %}"),
        ("{{ orgao.nome", ""),
        ("{{ orgao nome }}", "não dá para ler"),
        ("{{ }}", "etiqueta vazia"),
        ("{{ orgao.__class__ }}", "a escrita da etiqueta não está certa"),
        ("{# escondido #}", "comentário não é aceito"),
        ("{% for a, b in pessoas %}{% endfor %}", "um nome só"),
        ("{% for a in orgao.nome %}{% endfor %}", "não é uma lista"),
    ],
)
def test_escrita_recusada_diz_o_que_ha(tipo, etiqueta, diz):
    if diz:
        assert any(diz in frase for frase in problemas(f"<p>a</p>\n<p>{etiqueta}</p>", tipo))
    else:  # sem fechar, é só texto
        motor.conferir(f"<p>{etiqueta}</p>", tipo)


def test_o_erro_de_escrita_diz_a_linha(tipo):
    assert problemas("<p>a</p>\n\n<p>{% load x %}</p>", tipo)[0].startswith("Linha 3: ")


@pytest.mark.parametrize("texto", ["", " \n", "<p>" + "a" * motor.TAMANHO_MAXIMO + "</p>"])
def test_vazio_e_grande_demais_sao_recusados(tipo, texto):
    assert len(problemas(texto, tipo)) == 1


def test_todos_os_problemas_de_uma_vez(tipo):
    frases = problemas("<p>{{ a }}</p>\n<b>x</b>\n<p style='x'>{{ b }}</p>", tipo)

    assert [f.split(":")[0] for f in frases] == [
        "Linha 1",
        "Linha 2",
        "Linha 2",
        "Linha 2",
        "Linha 3",
        "Linha 3",
    ]


# --- Preencher


def escrito(texto: str, contexto: dict) -> str:
    return corpo_em_html(motor.preencher(texto, contexto))


ATAQUES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ settings.SECRET_KEY }}",
    "{% include 'base.html' %}",
    "</p><h1>falso</h1>",
    '" onmouseover="x',
    "&lt;b&gt;",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("ataque", ATAQUES)
def test_o_dado_sai_como_texto(ataque):
    arvore = motor.preencher("<p>{{ x }}</p>", {"x": ataque})

    assert [no.marca for no in arvore.nos()] == ["p"]
    assert arvore.texto() == ataque


def test_o_dado_nao_forma_marca_com_o_texto_do_modelo():
    assert escrito("<{{ x }}>alert(1)</{{ x }}><p>a</p>", {"x": "script"}) == "<p>a</p>"


def test_join_escapa_o_que_junta():
    assert escrito("<p>{{ x|join:', ' }}</p>", {"x": ["<b>", "c"]}) == "<p>&lt;b&gt;, c</p>"


def test_o_motor_nao_chama_metodos_nem_recebe_objetos():
    with pytest.raises(TypeError):
        motor.preencher("<p>{{ x }}</p>", {"x": date(2026, 3, 2)})


def test_laco_e_condicao_preenchem():
    texto = "<ul>{% for uma in pessoas %}<li>{{ uma.nome }}</li>{% endfor %}</ul>"

    assert escrito(texto, ensaio.EXEMPLO) == (
        "<ul><li>Joaquina Prado</li><li>Otávio Serra</li></ul>"
    )


def test_contexto_sem_dado_declarado_e_recusado(tipo):
    sem_papel = {**ensaio.EXEMPLO, "pessoas": [{"nome": "Joaquina"}]}

    motor.conferir_contexto(ensaio.EXEMPLO, tipo)
    motor.conferir_contexto({**ensaio.EXEMPLO, "pessoas": []}, tipo)
    with pytest.raises(motor.DadoAusente, match=r"pessoas\.papel"):
        motor.conferir_contexto(sem_papel, tipo)
