"""O texto do decreto, como o admin o publica: o que se recusa e em que linha."""

import pytest

from regulamentacao.sala.documentos import DECRETO
from regulamentacao.sala.modelo import conferir_modelo, ler_modelo
from seicidades.documentos.redacao import motor
from tests.regulamentacao.sala.respostas import texto_do_decreto


def problemas(antes: str, depois: str) -> list[str]:
    texto = texto_do_decreto()
    assert antes in texto
    return [frase for _, frase in conferir_modelo(texto.replace(antes, depois))]


def test_o_texto_do_programa_nao_tem_problema():
    assert list(conferir_modelo(texto_do_decreto())) == []


@pytest.mark.parametrize(
    ("antes", "depois", "motivo"),
    [
        ('"bloco">sigilo.niveis', '"bloco">segredos.niveis', "não é um dos dezoito assuntos"),
        ('"bloco">sigilo.niveis', '"bloco">Sigilo', "precisa de um nome"),
        ('"bloco">sigilo.niveis', '"bloco">sigilo.publicidade', "aparece duas vezes"),
        ('"bloco">numeracao.numero', '"bloco">sigilo.numero', "nenhum artigo trata de “Numeração”"),
        ('"bloco">vigencia.vigencia', '"bloco">sigilo.fim', "o último artigo tem de ser"),
        ("<p class=\"bloco\">capitulo.uso</p>", "{% if ano %}<p class=\"bloco\">capitulo.uso</p>",
         "precisa fechar nele"),
        ('<p class="bloco">abertura.epigrafe', '<p>antes</p><p class="bloco">abertura.epigrafe',
         "há texto antes do primeiro"),
        ('<p class="artigo">A senha', '<p class="aviso">A senha', "não é parte de um decreto"),
        ('<p class="paragrafo">É vedado praticar', '<p class="artigo">É vedado praticar',
         "mais de um artigo"),
        ('<p class="artigo">A senha', '<p class="paragrafo">A senha', "falta o artigo"),
    ],
)  # fmt: skip
def test_modelo_que_nao_da_decreto_e_recusado(antes, depois, motivo):
    assert any(motivo in frase for frase in problemas(antes, depois))


def test_variavel_que_nao_existe_e_recusada_na_publicacao():
    texto = texto_do_decreto().replace("{{ prazos.horario }}", "{{ prazos.hora }}")

    with pytest.raises(motor.ModeloInvalido, match=r"a variável “prazos\.hora” não existe"):
        motor.conferir(texto, DECRETO)


def test_a_publicacao_recusa_tambem_o_que_nao_da_decreto():
    texto = texto_do_decreto().replace('"bloco">vigencia.vigencia', '"bloco">sigilo.fim')

    with pytest.raises(motor.ModeloInvalido, match="o último artigo tem de ser o da vigência"):
        motor.conferir(texto, DECRETO)


def test_problema_vem_com_a_linha():
    texto = texto_do_decreto().replace('"bloco">sigilo.niveis', '"bloco">segredos.niveis')
    certa = next(n for n, linha in enumerate(texto.splitlines(), 1) if "segredos.niveis" in linha)

    assert certa in [linha for linha, frase in conferir_modelo(texto) if "segredos" in frase]


def test_parte_que_so_fica_vazia_com_outra_resposta_e_achada():
    com_vazia = '{% if legado.papel == "todos" %}<p class="artigo"></p>{% elif'
    texto = texto_do_decreto().replace(
        '{% if legado.papel == "terminam" %}', com_vazia + ' legado.papel == "terminam" %}', 1
    )

    assert any("sem texto" in frase for _, frase in conferir_modelo(texto))


def test_cada_bloco_diz_as_perguntas_que_le():
    blocos = {bloco.chave: bloco for bloco in ler_modelo(texto_do_decreto())}

    assert blocos["legado.papel"].perguntas == (("legado", "papel"), ("legado", "meses"))
    assert blocos["credenciamento.senha"].perguntas == ()
    assert blocos["assinatura.niveis"].base == "Lei nº 14.063/2020, arts. 4º e 5º"
