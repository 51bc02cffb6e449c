"""Quaisquer respostas dão um decreto válido pela Lei Complementar nº 95/1998."""

import re

import pytest
from hypothesis import given, settings

from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.sala.composicao import (
    artigos_do_assunto,
    comparar,
    ler_trechos,
)
from regulamentacao.sala.modelo import ler_modelo, variaveis_do_modelo
from regulamentacao.sala.partes import Parte
from regulamentacao.sala.perguntas import TELA_DE, TELAS, TOTAL, contexto, valor_de
from tests.regulamentacao.sala.respostas import (
    decreto,
    por_chave,
    quaisquer,
    resposta_a,
    texto_do_decreto,
)

ABERTURA = ["abertura.epigrafe", "abertura.ementa", "abertura.preambulo"]
# Só o alto e o fim têm linhas em branco: o número e o dia nascem na assinatura.
COM_LINHA = {"abertura.epigrafe", "fecho.local_e_data"}
ESTRANHEZAS = re.compile(r" [,.;:)]|\(\s*\)|;;|\.\.|,,|\bNone\b|\[\]|\bTrue\b|\bFalse\b|_escrito")


def ordinal(numero: int) -> str:
    return f"Art. {numero}º" if numero < 10 else f"Art. {numero}"


@given(quaisquer())
@settings(deadline=None, max_examples=80)
def test_quaisquer_respostas_dao_um_decreto_em_ordem(respostas):
    trechos = decreto(respostas)
    artigos = [t for t in trechos if t.e_artigo]

    assert [t.chave for t in trechos[:3]] == ABERTURA
    assert [t.rotulo for t in artigos] == [ordinal(n) for n in range(1, len(artigos) + 1)]
    assert artigos[-1].chave == "vigencia.vigencia"
    assert artigos_do_assunto(trechos).keys() == {assunto.chave for assunto in ASSUNTOS}
    assert trechos[-1].classe == "assinatura"


@given(quaisquer())
@settings(deadline=None, max_examples=80)
def test_quaisquer_respostas_nao_deixam_vazio_nem_variavel(respostas):
    limpas = {t: {c: v for c, v in r.items() if not ruim(v)} for t, r in respostas.items()}

    for trecho in decreto(limpas):
        for _, linha in trecho.linhas:
            assert linha.strip()
            assert not ESTRANHEZAS.search(linha), linha
            assert "{" not in linha
            assert ("____" in linha) == (trecho.chave in COM_LINHA)


def ruim(valor) -> bool:
    """O que a pessoa escreveu de propósito para estragar."""
    return "{{ x }}" in str(valor)


@given(quaisquer())
@settings(deadline=None, max_examples=60)
def test_incisos_e_paragrafos_seguem_a_tecnica_legislativa(respostas):
    for trecho in decreto(respostas):
        classes = [classe for classe, _ in trecho.linhas]
        paragrafos = [linha for classe, linha in trecho.linhas if classe == "paragrafo"]
        if len(paragrafos) == 1:
            assert paragrafos[0].startswith("Parágrafo único. ")
        assert [p for p in paragrafos[1:] if p.startswith("Parágrafo único")] == []
        for atual, seguinte, (_, linha) in zip(
            classes, [*classes[1:], ""], trecho.linhas, strict=True
        ):
            if atual == "inciso":
                assert linha.endswith((";", "; e", "; ou") if seguinte == "inciso" else "."), linha
            if seguinte == "inciso" and atual in ("artigo", "paragrafo"):
                assert linha.endswith(":")


def test_o_que_a_pessoa_escreve_entra_como_texto_e_nao_como_marca():
    ataque = "<script>alert(1)</script> {{ municipio.nome }}"

    texto = por_chave({"publicacao": {"veiculo": ataque}})["publicacao.veiculo"].texto

    assert ataque in texto


def test_o_capitulo_se_le_numa_linha_sem_emendar_o_numero_no_titulo():
    assert por_chave()["capitulo.uso"].rotulo == "CAPÍTULO II – Do uso do sistema"


def test_sem_revogar_nada_nao_ha_artigo_de_revogacao():
    assert "vigencia.revogacao" not in por_chave()


def test_uma_norma_revogada_cabe_no_artigo_e_duas_viram_incisos():
    uma = por_chave({"vigencia": {"revoga": ["Decreto nº 1"]}})["vigencia.revogacao"]
    duas = por_chave({"vigencia": {"revoga": ["Decreto nº 1", "Lei nº 2"]}})["vigencia.revogacao"]

    assert uma.texto == "Fica revogada a seguinte norma: Decreto nº 1."
    assert [classe for classe, _ in duas.linhas] == ["artigo", "inciso", "inciso"]


@pytest.mark.parametrize(
    ("tela", "pergunta"), [(t.chave, p.chave) for t in TELAS for p in t.perguntas]
)
def test_toda_pergunta_muda_o_texto_de_algum_artigo(tela, pergunta):
    lidas = {lida for bloco in ler_modelo(texto_do_decreto()) for lida in bloco.perguntas}

    assert (tela, pergunta) in lidas


@pytest.mark.parametrize("tela", TELAS, ids=lambda t: t.chave)
def test_toda_sugestao_e_uma_resposta_que_se_aceita(tela):
    for pergunta in tela.perguntas:
        vazia = pergunta.padrao == "" and not pergunta.obrigatoria
        assert vazia or pergunta.aceita(pergunta.padrao)


def test_ha_uma_tela_por_assunto_na_ordem_da_conferencia():
    assert [t.chave for t in TELAS[1:]] == [a.chave for a in ASSUNTOS]
    assert sum(len(t.perguntas) for t in TELAS) == TOTAL


def test_resposta_que_deixou_de_existir_vale_a_sugestao():
    tela = TELA_DE["sigilo"]
    pergunta = tela.perguntas[0]

    assert valor_de(tela, pergunta, {"sigilo": {"quem_restringe": "ninguem"}}) == "autor"


@given(resposta_a(TELA_DE["objetivos"].perguntas[0]))
def test_as_opcoes_marcadas_saem_na_ordem_da_lista(marcadas):
    dados = contexto({"objetivos": {"objetivos": marcadas}}, municipio="Vila", ano=2026)

    valores = TELA_DE["objetivos"].perguntas[0].valores
    assert dados["objetivos"]["objetivos"] == sorted(marcadas, key=valores.index)


def test_o_contexto_traz_toda_variavel_declarada():
    dados = contexto({}, municipio="Vila", ano=2026)

    for caminho in variaveis_do_modelo():
        raiz, _, folha = caminho.partition(".")
        assert raiz in dados
        assert not folha or folha in dados[raiz]


def test_edicao_fica_quando_as_respostas_mudam():
    edicao = {"sigilo.publicidade": (Parte("artigo", "Tudo é público."),)}

    editado = por_chave({"sigilo": {"quem_restringe": "chefia"}}, edicoes=edicao)

    assert editado["sigilo.publicidade"].linhas == (("artigo", "Art. 18. Tudo é público."),)
    assert editado["sigilo.publicidade"].editado
    assert not editado["sigilo.niveis"].editado


def test_edicao_de_artigo_que_saiu_nao_o_traz_de_volta():
    edicao = {"legado.sistema": (Parte("artigo", "O sistema antigo acaba."),)}

    assert "legado.sistema" not in por_chave(edicoes=edicao)


# --- Versões


def test_versao_guardada_se_le_igual():
    trechos = decreto({"legado": {"papel": "todos", "meses": 12, "sistema": "Protocolo"}})

    assert ler_trechos([t.em_dados() for t in trechos]) == trechos


def test_comparar_diz_so_o_que_mudou_e_ignora_a_renumeracao():
    antes = decreto()
    depois = decreto({"legado": {"papel": "terminam", "sistema": "Protocolo"}})

    mudancas = comparar(antes, depois)

    assert [(m.situacao, m.rotulo_depois) for m in mudancas] == [("entrou", "Art. 25")]
    assert [m.situacao for m in comparar(depois, antes)] == ["saiu"]


def test_comparar_marca_as_palavras_que_mudaram():
    mudancas = comparar(decreto(), decreto({"prazos": {"horario": "das 9 às 16 horas"}}))

    assert [m.rotulo_depois for m in mudancas] == ["Art. 12"]
    entra = next(linha for linha in mudancas[0].linhas if linha.sinal == "entra")
    assert [texto for texto, mudou in entra.pedacos if mudou] == ["9", "16"]


# --- O que as respostas juntas dizem


@pytest.mark.parametrize(("alcance", "verbo"), [([], "poderão"), (["autarquias"], "poderá")])
def test_a_camara_sozinha_pede_o_verbo_no_singular(alcance, verbo):
    trecho = por_chave({"instituicao": {"alcance": alcance}})["instituicao.alcance"]

    assert f"a adesão que couber, {verbo} adotar" in trecho.texto


def test_um_sistema_mantido_cabe_no_paragrafo_e_nao_vira_inciso_sozinho():
    um = por_chave({"obrigatoriedade": {"mantidos": ["saude"]}})["obrigatoriedade.exclusividade"]
    dois = por_chave({"obrigatoriedade": {"mantidos": ["saude", "folha"]}})

    assert [p.classe for p in um.partes] == ["artigo", "paragrafo", "paragrafo"]
    assert "nem os destinados ao atendimento em saúde e em assistência social." in um.texto
    assert [p.classe for p in dois["obrigatoriedade.exclusividade"].partes].count("inciso") == 2


def test_o_prazo_do_legado_conta_de_quando_o_uso_obriga():
    respostas = {
        "obrigatoriedade": {"inicio": "180", "cronograma": "etapas", "meses": 24},
        "legado": {"papel": "todos", "meses": 3},
    }
    texto = por_chave(respostas)["legado.papel"].texto

    assert "em até três meses do dia em que o uso se tornar obrigatório" in texto
    assert "da entrada em vigor" not in texto


def test_por_etapas_o_caput_ressalva_o_cronograma():
    etapas = por_chave({"obrigatoriedade": {"cronograma": "etapas"}})["obrigatoriedade.uso"]
    todas = por_chave({"obrigatoriedade": {"cronograma": "todas"}})["obrigatoriedade.uso"]

    assert "observado o cronograma do § 1º" in etapas.texto
    assert "cronograma" not in todas.texto


def test_o_nome_do_sistema_antigo_nao_repete_a_palavra_sistema():
    texto = por_chave({"legado": {"sistema": "Sistema Fácil"}})["legado.sistema"].texto

    assert "sistema Sistema" not in texto


def test_o_original_so_se_elimina_com_a_tabela_e_com_o_procedimento():
    for original in ("devolve", "guarda"):
        texto = por_chave({"digitalizacao": {"quem": "unidade", "original": original}})[
            "digitalizacao.original"
        ].texto
        assert "antes de publicada a tabela de temporalidade ou sem o procedimento" in texto
