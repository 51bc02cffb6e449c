"""Os documentos da adesão: o que dizem, o que falta para dizê-lo, e nenhum CPF."""

import re
from datetime import date

import pytest
from django.urls import reverse

from adesao import documentos, plano
from adesao.acervo import MetaInformada, definir_participes, definir_plano
from adesao.dados_dos_documentos import faltas_do_guia, faltas_dos_dados
from adesao.estados import Passo
from adesao.models import MovimentoDaAssinatura, Parte
from seicidades.comum.papeis import Papel
from seicidades.documentos.declaracao import Formato, documentos_registrados
from seicidades.documentos.redacao import motor
from seicidades.documentos.redacao.arvore import EM_LINHA
from seicidades.municipios.models import InstalacaoSEI
from tests.adesao.factories import (
    CadastroExternoFactory,
    DadosDaPrefeituraFactory,
    InstrumentoFactory,
    RepresentanteFactory,
    SignatarioFactory,
)
from tests.factories import UsuarioFactory, VinculoFactory

OFICIO, FICHA = documentos.OFICIO_DE_SOLICITACAO, documentos.FICHA_DE_DADOS
PLANO, GUIA = documentos.PLANO_DE_TRABALHO, documentos.GUIA_DO_GABINETE
TODOS = (OFICIO, FICHA, PLANO, GUIA)
CPF = re.compile(r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}(?![0-9/])")

por_codigo = pytest.mark.parametrize("tipo", TODOS, ids=lambda t: t.codigo)


def escrito(tipo, orgao) -> str:
    """O texto do documento com os dados do órgão, conferido como na geração."""
    contexto = tipo.reunir(orgao.pk)
    motor.conferir_contexto(contexto, tipo)
    modelo = tipo.modelo.read_text(encoding="utf-8")
    return " ".join(_folhas(motor.preencher(modelo, contexto | motor.EXEMPLO_DAS_COMUNS)))


def _folhas(no):
    """O texto de cada parágrafo, linha de lista e célula."""
    dentro = [filho for filho in no.nos() if filho.marca not in EM_LINHA]
    if not dentro:
        yield no.texto()
    for filho in dentro:
        yield from _folhas(filho)


@pytest.fixture
def pronta(implantacao):
    """Uma cidade com o que os documentos pedem."""
    orgao = implantacao.orgao
    orgao.cnpj = "12345678000195"
    orgao.save()
    DadosDaPrefeituraFactory(implantacao=implantacao)
    RepresentanteFactory(implantacao=implantacao, nome="Joaquina Prado")
    return implantacao


# --- A declaração


def test_os_quatro_estao_registrados_e_so_se_edita_o_que_alguem_precisa_editar():
    registrados = documentos_registrados()

    assert all(registrados[tipo.codigo] is tipo for tipo in TODOS)
    editaveis = {t.codigo for t in TODOS if Formato.DOCX in t.formatos}
    assert editaveis == {"oficio_de_solicitacao", "plano_de_trabalho"}
    assert all(Formato.HTML in t.formatos for t in TODOS if t.codigo in editaveis)


# --- O que falta


@pytest.mark.parametrize("tipo", [OFICIO, FICHA, PLANO], ids=lambda t: t.codigo)
def test_cidade_vazia_ouve_tudo_o_que_falta_de_uma_vez(tipo, implantacao):
    paginas = [falta.pagina for falta in tipo.faltas(implantacao.orgao_id)]

    assert paginas == ["adesao:prefeitura", "adesao:prefeitura", "adesao:representante"]


def test_o_guia_so_pede_quem_representa(implantacao):
    (falta,) = GUIA.faltas(implantacao.orgao_id)

    assert falta.pagina == "adesao:representante"
    RepresentanteFactory(implantacao=implantacao)
    assert GUIA.faltas(implantacao.orgao_id) == []


def test_mandato_acabado_pede_quem_assumiu(pronta):
    pronta.adesao_representantes.update(
        mandato_inicio=date(2021, 1, 1), mandato_fim=date(2024, 12, 31)
    )

    (falta,) = faltas_dos_dados(pronta.orgao_id)

    assert "acabou em 31/12/2024" in falta.mensagem
    assert falta.pagina == "adesao:trocar_representante"
    assert faltas_do_guia(pronta.orgao_id) == [falta]


@por_codigo
def test_cada_falta_leva_a_uma_pagina_que_existe_e_diz_a_saida(tipo, implantacao):
    faltas = tipo.faltas(implantacao.orgao_id)
    assert faltas
    for falta in faltas:
        assert reverse(falta.pagina, args=[implantacao.pk])
        assert falta.mensagem.endswith(".")
        assert falta.saida.endswith(".")


@por_codigo
def test_com_os_dados_nada_falta(tipo, pronta):
    assert tipo.faltas(pronta.orgao_id) == []


# --- O que dizem


@por_codigo
def test_nenhum_documento_traz_cpf(tipo, pronta):
    completar(pronta)
    contexto = tipo.reunir(pronta.orgao_id)

    sem_processos = re.sub(r"018\.00012345/2024-39|12\.345\.678/0001-95", "", repr(contexto))
    assert not CPF.search(sem_processos)
    assert "cpf" not in repr(contexto).lower()


@por_codigo
def test_custa_as_mesmas_consultas_com_muita_gente(tipo, pronta, django_assert_max_num_queries):
    completar(pronta)
    acordo = InstrumentoFactory(implantacao=pronta, acordo=True)
    for ordem in range(1, 15):
        SignatarioFactory(instrumento=acordo, ordem=ordem, nome=f"Pessoa {ordem}")

    with django_assert_max_num_queries(16):
        tipo.reunir(pronta.orgao_id)


def completar(implantacao):
    orgao, representante = implantacao.orgao, implantacao.adesao_representantes.get()
    CadastroExternoFactory(representante=representante, liberado=True)
    termo = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=termo, nome="Joaquina Prado", assinado_em=date(2026, 3, 12))
    gerente = UsuarioFactory(gerente=True, nome="Lia Moura")
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE)
    VinculoFactory(orgao=orgao, papel=Papel.GESTOR_SEI, usuario__nome="Davi Rocha")


def test_o_oficio_pede_a_adesao_em_nome_de_quem_assina(pronta):
    texto = escrito(OFICIO, pronta.orgao)

    for trecho in (
        "Ofício nº",
        "Assunto: adesão do Município",
        "CNPJ nº 12.345.678/0001-95",
        "Joaquina Prado, Prefeita, com mandato de 1º de janeiro de 2025 a 31 de dezembro de 2028",
        "Rua das Acácias, 100, Centro, CEP 17800-000",
        "Atenciosamente",
    ):
        assert trecho in texto
    assert "indica" not in texto


def test_o_oficio_indica_o_gestor_sei_quando_ha(pronta):
    VinculoFactory(orgao=pronta.orgao, papel=Papel.GESTOR_SEI, usuario__nome="Davi Rocha")

    assert "indica Davi Rocha" in escrito(OFICIO, pronta.orgao)


def test_a_ficha_de_uma_cidade_no_comeco_deixa_as_linhas_para_preencher(pronta):
    texto = escrito(FICHA, pronta.orgao)

    assert "ainda não pedido" in texto
    assert "Nenhum instrumento foi posto à assinatura" in texto
    assert texto.count("a designar") == 4
    assert "CPF ____" in texto


def test_a_ficha_mostra_instrumentos_assinaturas_e_interlocutores(pronta):
    completar(pronta)
    acordo = InstrumentoFactory(implantacao=pronta, acordo=True)
    SignatarioFactory(instrumento=acordo, nome="Rui Lemos", parte=Parte.SGGD)

    texto = escrito(FICHA, pronta.orgao)

    assert "liberado em 05/03/2026" in texto
    assert "018.00012345/2024-39" in texto
    assert "pelo município assinou em 12/03/2026" in texto
    assert "Rui Lemos" in texto
    assert "pela SGGD assinatura liberada em 23/03/2026" in texto
    assert "Gestor SEI Davi Rocha" in texto
    assert texto.count("a designar") == 3


def test_a_ficha_traz_o_nome_civil_e_o_social(pronta):
    pronta.adesao_representantes.update(nome="João Prado", nome_social="Joana Prado")

    texto = escrito(FICHA, pronta.orgao)

    assert "Nome completo João Prado Nome social Joana Prado" in texto
    assert "João" not in escrito(OFICIO, pronta.orgao)


def test_o_plano_sem_metas_registradas_e_o_do_programa(pronta):
    texto = escrito(PLANO, pronta.orgao)

    assert "São uma estimativa" in texto
    for numero, meta in enumerate(plano.METAS, start=1):
        assert f"Meta {numero}. {meta['descricao']}" in texto
        assert all(etapa["descricao"] in texto for etapa in meta["etapas"])
    assert "no máximo 5 anos" in texto


def test_o_plano_diz_ate_quando_o_acordo_vale(pronta):
    InstrumentoFactory(implantacao=pronta)
    InstrumentoFactory(
        implantacao=pronta, acordo=True, documento_sei="6009999", vigente_ate=date(2031, 2, 28)
    )

    assert "vale até 28 de fevereiro de 2031" in escrito(PLANO, pronta.orgao)


def test_o_plano_registrado_no_acordo_toma_o_lugar_do_sugerido(pronta):
    InstrumentoFactory(implantacao=pronta)
    acordo = InstrumentoFactory(implantacao=pronta, acordo=True, objeto="Usar o SEI em tudo.")
    etapa = {
        "descricao": "Levantar as unidades",
        "responsavel": "Secretaria de Administração",
        "inicio": date(2026, 4, 1),
        "fim": date(2026, 4, 30),
    }
    definir_plano(acordo, [MetaInformada("Preparar a casa", [etapa])])
    parte = {
        "nome": "Município de Vila Fictícia",
        "papel": "participe",
        "representante": "Ana Lua",
        "cargo": "Prefeita",
    }
    definir_participes(acordo, [parte])

    texto = escrito(PLANO, pronta.orgao)

    assert "Usar o SEI em tudo." in texto
    assert "Meta 1. Preparar a casa" in texto
    assert "Secretaria de Administração 01/04/2026 a 30/04/2026" in texto
    assert "Ana Lua, Prefeita" in texto
    assert "estimativa" not in texto
    assert plano.METAS[0]["descricao"] not in texto


def test_o_plano_conta_a_vigencia_em_meses_enquanto_falta_assinatura(pronta):
    acordo = InstrumentoFactory(implantacao=pronta, acordo=True, vigencia_meses=48)
    SignatarioFactory(instrumento=acordo)

    assert "por 48 meses, contados da última assinatura" in escrito(PLANO, pronta.orgao)


def test_o_guia_diz_ate_quando_a_assinatura_esta_liberada(pronta):
    termo = InstrumentoFactory(implantacao=pronta)
    signatario = SignatarioFactory(instrumento=termo, nome="Joaquina Prado")
    MovimentoDaAssinatura.objects.create(
        signatario=signatario,
        tipo=Passo.LIBERADA,
        ocorreu_em=date(2026, 3, 9),
        vale_ate=date(2099, 3, 20),
    )

    liberada = "Joaquina Prado, assinatura liberada em 09/03/2026, vale até 20/03/2099"
    assert liberada in escrito(GUIA, pronta.orgao)


def test_o_guia_diz_onde_se_esta_e_a_quem_perguntar(pronta):
    completar(pronta)

    texto = escrito(GUIA, pronta.orgao)

    assert "Cadastro de usuário externo: liberado em 05/03/2026" in texto
    assert "Termo de Adesão: assinado" in texto
    assert "Dúvidas: Lia Moura, gerente de projetos" in texto
    assert "abra o processo 018.00012345/2024-39" in texto


def test_o_guia_conta_a_espera_desde_o_pedido(pronta):
    assert "Conte dois dias úteis" in escrito(GUIA, pronta.orgao)
    CadastroExternoFactory(representante=pronta.adesao_representantes.get())

    assert "O pedido é de 03/03/2026" in escrito(GUIA, pronta.orgao)


def test_o_guia_so_traz_endereco_que_a_administracao_informou(pronta):
    assert "https://" not in escrito(GUIA, pronta.orgao)
    InstalacaoSEI.objects.filter(orgao=None).update(url_base="https://sei.exemplo.invalid/sei")

    texto = escrito(GUIA, pronta.orgao)

    assert "https://sei.exemplo.invalid/sei Preencha" in texto
    assert "controlador_externo.php?acao=documento_conferir" in texto
