"""Os modelos dos cinco atos: o que dizem, o que exigem antes, e a estrutura de cada um."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from regulamentacao import documentos
from regulamentacao.gestao import ATOS
from regulamentacao.models import AtoDaTrilha, CombinadoDoAto, Finalidade
from seicidades.comum.papeis import Papel
from seicidades.documentos.declaracao import Formato, documentos_registrados
from seicidades.documentos.redacao import docx, motor, pdf, sei
from tests.documentos.test_declarados import folha
from tests.factories import VinculoFactory
from tests.regulamentacao.factories import AtoFactory, ImplantacaoFactory

TIPOS = [documentos_registrados()[ato.documento] for ato in ATOS]
LEI, SISTEMA, COMISSAO, INSTRUMENTOS, EDITAL = TIPOS
NORMATIVOS = (LEI, SISTEMA, COMISSAO, INSTRUMENTOS)
por_tipo = pytest.mark.parametrize("tipo", TIPOS, ids=lambda t: t.codigo)


def modelo_de(tipo) -> str:
    return tipo.modelo.read_text(encoding="utf-8")


def blocos(tipo, contexto=None) -> list[tuple[str, str]]:
    """Classe (ou marca) e texto de cada bloco, na ordem do papel."""
    arvore = motor.preencher(modelo_de(tipo), contexto or motor.exemplo_de(tipo))
    return [(no.classe or no.marca, no.texto()) for no in arvore.nos()]


def escrito(tipo, implantacao) -> str:
    contexto = tipo.reunir(implantacao.orgao_id)
    motor.conferir_contexto(contexto, tipo)
    return " ".join(texto for _, texto in blocos(tipo, contexto | motor.EXEMPLO_DAS_COMUNS))


@pytest.fixture
def implantacao(db):
    return ImplantacaoFactory()


def publicar(implantacao, *finalidades, **campos):
    """Um ato publicado de cada finalidade; plano e tabela, das duas atividades."""
    for finalidade in finalidades:
        proprios = {"abrange_meio": True, "abrange_fim": True, "aprovado": True}
        de_instrumento = finalidade in (
            Finalidade.PLANO_DE_CLASSIFICACAO,
            Finalidade.TABELA_DE_TEMPORALIDADE,
        )
        proprios = (proprios | campos) if de_instrumento else {}
        if proprios.pop("aprovado", False):
            proprios["aprovado_pelo_arquivo_em"] = date(2026, 3, 10)
        AtoFactory(
            implantacao=implantacao,
            finalidade=finalidade,
            tipo="lei" if finalidade == Finalidade.LEI_DO_ARQUIVO else "decreto",
            membros=5 if finalidade == Finalidade.COMISSAO_DE_AVALIACAO else None,
            publicado=True,
            **proprios,
        )


EM_ORDEM = list(Finalidade)[1:6]


# --- A ordem


@pytest.mark.parametrize("quantos", range(len(EM_ORDEM) + 1))
def test_cada_modelo_pede_tudo_o_que_vem_antes_dele(implantacao, quantos):
    publicar(implantacao, *EM_ORDEM[:quantos])

    faltas = [len(tipo.faltas(implantacao.orgao_id)) for tipo in TIPOS]

    # Antes da lei, nada; do decreto, a lei; da portaria, dois; do plano, três; do edital, cinco.
    assert faltas == [max(0, precisa - quantos) for precisa in (0, 1, 2, 3, 5)]


def test_a_falta_diz_o_que_fazer_e_onde(implantacao):
    [falta] = SISTEMA.faltas(implantacao.orgao_id)

    assert "lei" in falta.mensagem
    assert falta.pagina == "regulamentacao:lei_do_arquivo"
    assert falta.saida


def test_tabela_publicada_sem_aprovacao_do_arquivo_nao_libera_o_edital(implantacao):
    publicar(implantacao, *EM_ORDEM[:4])
    publicar(implantacao, Finalidade.TABELA_DE_TEMPORALIDADE, aprovado=False)

    assert [f.pagina for f in EDITAL.faltas(implantacao.orgao_id)] == [
        "regulamentacao:tabela_de_temporalidade"
    ]


def test_basta_a_tabela_de_umas_atividades_e_o_edital_cita_so_essa(implantacao):
    publicar(implantacao, *EM_ORDEM[:4])
    publicar(implantacao, EM_ORDEM[4], abrange_fim=False)

    assert EDITAL.faltas(implantacao.orgao_id) == []
    assert "(atividades-meio)" in escrito(EDITAL, implantacao)


# --- O que dizem


@por_tipo
def test_sai_em_pdf_docx_e_texto_do_sei_com_o_mesmo_conteudo(tipo):
    assert set(tipo.formatos) == set(Formato)
    assert not tipo.na_pagina_da_cidade
    escrita = folha(tipo)

    no_docx = Document(BytesIO(docx.escrever(escrita)))
    paragrafos = " ".join(p.text for p in no_docx.paragraphs)
    do_sei = unescape(re.sub("<[^>]+>", "", sei.escrever(escrita).decode("ascii")))
    for no in escrita.corpo.nos():
        if no.classe in ("artigo", "inciso", "item", "preambulo"):
            assert no.texto() in paragrafos
            assert no.texto() in do_sei


@por_tipo
def test_nada_fica_entre_colchetes_nem_pede_cpf(tipo):
    assert not re.search(r"[\[\]]|X{3,}|CPF", modelo_de(tipo))


@pytest.mark.parametrize("tipo", NORMATIVOS, ids=lambda t: t.codigo)
def test_o_ato_tem_as_partes_que_a_lc_95_pede_na_ordem(tipo):
    partes = blocos(tipo)
    classes = [classe for classe, _ in partes]
    inicio = max(n for n, classe in enumerate(classes) if classe == "epigrafe")

    do_ato = classes[inicio:]
    assert do_ato[1:3] == ["ementa", "preambulo"]
    artigos = [texto for classe, texto in partes if classe == "artigo"]
    assert [a.split(" ")[1].rstrip("º.") for a in artigos] == [
        str(n) for n in range(1, len(artigos) + 1)
    ]
    assert "entra em vigor" in artigos[-1]
    assert do_ato.index("artigo") < do_ato.index("local_e_data") < do_ato.index("assinatura")


@por_tipo
def test_incisos_terminam_em_ponto_e_virgula_e_o_ultimo_em_ponto(tipo):
    partes = blocos(tipo)
    for (classe, texto), (seguinte, _) in zip(partes, [*partes[1:], ("", "")], strict=True):
        if classe == "inciso" and seguinte == "inciso":
            assert texto.endswith((";", "; e")), texto
        elif classe == "inciso":
            assert texto.endswith("."), texto


@por_tipo
def test_nao_revoga_em_geral(tipo):
    """LC nº 95/1998, art. 9º: a revogação enumera o que revoga."""
    assert "disposições em contrário" not in modelo_de(tipo)


def test_o_pdf_da_lei_traz_a_mensagem_e_depois_o_projeto_em_pagina_nova():
    paginas = [p.extract_text() for p in PdfReader(BytesIO(_pdf(LEI))).pages]

    assert "Mensagem nº" in paginas[0]
    assert "PROJETO DE LEI" in paginas[1]
    assert "Art. 1º" in paginas[1]
    assert "Art. 10. Esta Lei entra em vigor" in " ".join(paginas)


@pytest.mark.parametrize("tipo", [LEI, INSTRUMENTOS], ids=lambda t: t.codigo)
def test_o_segundo_ato_do_documento_tem_epigrafe_em_maiusculas_em_pagina_nova(tipo):
    """LC nº 95/1998, art. 4º, também no DOCX e no texto do SEI."""
    da_folha = folha(tipo)
    *_, epigrafe = [no for no in da_folha.corpo.nos() if no.classe == "epigrafe"]
    paragrafos = Document(BytesIO(docx.escrever(da_folha))).paragraphs
    (no_docx,) = [p for p in paragrafos if p.text == epigrafe.texto()]

    assert no_docx.paragraph_format.page_break_before
    assert not paragrafos[0].paragraph_format.page_break_before
    assert all(trecho.font.all_caps for trecho in no_docx.runs)
    do_sei = f'Maiusculas_Negrito">{epigrafe.texto()}'
    assert do_sei.encode("ascii", "xmlcharrefreplace") in sei.escrever(da_folha)
    paginas = [p.extract_text() for p in PdfReader(BytesIO(pdf.escrever(da_folha))).pages]
    comeco = " ".join(epigrafe.texto().upper().split()[:2])
    assert [comeco in pagina for pagina in paginas[:2]] == [False, True]


def test_o_pdf_do_plano_traz_a_aprovacao_do_arquivo_antes_do_decreto_e_os_anexos():
    texto = " ".join(p.extract_text() for p in PdfReader(BytesIO(_pdf(INSTRUMENTOS))).pages)

    posicoes = [texto.index(t) for t in ("TERMO DE APROVAÇÃO", "DECRETO Nº", "Anexo I", "Anexo II")]
    assert posicoes == sorted(posicoes)


def _pdf(tipo) -> bytes:
    return pdf.escrever(folha(tipo))


# --- Com os dados da cidade


def test_o_decreto_cita_a_lei_publicada_com_o_artigo_certo(implantacao):
    AtoFactory(implantacao=implantacao, lei_do_arquivo=True, publicado=True, numero="4.100")

    texto = escrito(SISTEMA, implantacao)

    assert "Regulamenta a Lei nº 4.100, de 16 de março de 2026, e institui" in texto
    assert implantacao.orgao.municipio.nome in texto


def test_sem_representante_com_conta_a_assinatura_fica_so_com_o_cargo(implantacao):
    assert "Joaquina Prado" not in escrito(LEI, implantacao)

    VinculoFactory(
        orgao=implantacao.orgao, papel=Papel.REPRESENTANTE, usuario__nome="Joaquina Prado"
    )

    assert "Joaquina Prado Chefe do Poder Executivo municipal" in escrito(LEI, implantacao)


def test_o_decreto_do_plano_fala_do_que_ainda_nao_se_publicou(implantacao):
    publicar(implantacao, *EM_ORDEM[:3])
    assert "das atividades-meio e atividades-fim do" in escrito(INSTRUMENTOS, implantacao)

    publicar(implantacao, *EM_ORDEM[3:], abrange_fim=False)

    texto = escrito(INSTRUMENTOS, implantacao)
    assert "das atividades-fim do" in texto
    assert "atividades-meio" not in texto


@pytest.mark.parametrize(("dias", "frase"), [(30, "de 30 dias"), (None, "de ______ dias")])
def test_o_prazo_do_edital_e_o_que_a_cidade_escolheu(implantacao, dias, frase):
    publicar(implantacao, *EM_ORDEM)
    CombinadoDoAto.objects.create(
        implantacao=implantacao, ato=AtoDaTrilha.EDITAL, dias_para_manifestacao=dias
    )

    assert frase in escrito(EDITAL, implantacao)


def test_as_faltas_e_os_dados_custam_poucas_consultas(implantacao, django_assert_num_queries):
    publicar(implantacao, *EM_ORDEM)
    for tipo in TIPOS:
        with django_assert_num_queries(1):
            tipo.faltas(implantacao.orgao_id)


def test_os_cinco_sao_dos_mesmos_papeis():
    """A página pergunta por um só quem pode gerar."""
    assert {tipo.papeis for tipo in TIPOS} == {documentos.QUEM_GERA}


@pytest.mark.parametrize(
    ("dias", "escrito_assim"), [(1, "1 dia contado"), (30, "30 dias contados")]
)
def test_o_prazo_do_edital_concorda(dias, escrito_assim):
    contexto = motor.exemplo_de(EDITAL) | {"dias": str(dias)}

    assert escrito_assim in " ".join(texto for _, texto in blocos(EDITAL, contexto))
