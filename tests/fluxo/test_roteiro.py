"""Publicar, comparar e verificar o roteiro; cada implantação fica na sua versão."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from seicidades.comum.papeis import Papel
from seicidades.fluxo import checks, declaracao, servicos
from seicidades.fluxo.comparacao import comparar
from seicidades.fluxo.models import VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.factories import OrgaoFactory, UsuarioFactory
from tests.fluxo.nucleo.apoio import com_etapa, com_item
from tests.fluxo.roteiros import CURTO, item


@pytest.fixture
def declarar(monkeypatch):
    """Faz de conta que o código declara este roteiro."""

    def trocar(roteiro):
        registro = {e.chave: e for e in roteiro.etapas}
        monkeypatch.setattr(declaracao, "_registro", registro)

    return trocar


def publicar(*args) -> str:
    saida = StringIO()
    call_command("publicar_roteiro", *args, stdout=saida, stderr=saida)
    return saida.getvalue()


COM_TITULO_NOVO = com_item("oficio", titulo="Entregar o ofício")
SEM_REDES = com_etapa("meio", itens=CURTO.por_chave["meio"].itens[:1])
COM_MAIS_UM = com_etapa("meio", itens=(*CURTO.por_chave["meio"].itens, item("ata")))


def test_publicar_o_mesmo_nao_cria_versao(db, declarar):
    declarar(CURTO)

    assert "Publicada a versão 1" in publicar()
    assert publicar() == "Nada mudou: vale a versão 1.\n"
    assert VersaoDoRoteiro.objects.count() == 1


def test_simular_mostra_o_que_mudaria_e_nao_publica(db, declarar):
    declarar(CURTO)
    publicar()
    declarar(COM_TITULO_NOVO)

    saida = publicar("--simular")
    assert "Muda item comeco/oficio: titulo." in saida
    assert "nada foi publicado" in saida
    assert VersaoDoRoteiro.objects.count() == 1


def test_chave_publicada_que_sai_e_avisada(db, declarar):
    declarar(CURTO)
    publicar()
    declarar(SEM_REDES)

    saida = publicar()
    assert "Sai item meio/redes." in saida
    assert "Atenção: 1 chave(s)" in saida


def test_roteiro_com_problemas_nao_se_publica(db, declarar):
    declarar(com_item("oficio", depende_de=("nada",)))

    with pytest.raises(CommandError, match="'nada', que não existe"):
        publicar()
    assert not VersaoDoRoteiro.objects.exists()


def test_voltar_ao_conteudo_antigo_e_uma_versao_nova_e_vale(db, declarar):
    for roteiro in (CURTO, COM_TITULO_NOVO, CURTO):
        declarar(roteiro)
        publicar()

    assert servicos.roteiro_publicado().numero == 3
    assert servicos.roteiro_publicado().roteiro == CURTO


def test_versao_nova_vale_para_quem_comeca_e_nao_para_quem_ja_andava(iniciada, declarar):
    declarar(COM_MAIS_UM)
    publicar()
    nova, _ = servicos.iniciar(OrgaoFactory(), UsuarioFactory(gerente=True), chave="nova")

    assert (iniciada.implantacao.versao.numero, nova.versao.numero) == (1, 2)
    assert "ata" not in iniciada.implantacao.roteiro.itens
    with pytest.raises(Recusado) as recusado:
        iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="ata", texto="Feito.")
    assert "item_desconhecido" in [r.codigo for r in recusado.value.recusas]
    assert nova.itens.filter(chave="ata").exists()


def test_etapa_que_o_codigo_deixou_de_declarar_fica_sem_avaliar(pronta, declarar):
    declarar(CURTO.__class__(CURTO.principais[1:]))

    assert servicos.reavaliar(pronta.implantacao).eventos == ()
    assert pronta.implantacao.itens.get(chave="cadastro").situacao == "pronto"


def test_sem_roteiro_publicado_nao_se_inicia(db):
    with pytest.raises(Recusado) as recusado:
        servicos.iniciar(OrgaoFactory(), UsuarioFactory(gerente=True), chave="x")

    assert [r.codigo for r in recusado.value.recusas] == ["sem_roteiro"]


def test_comparar_conta_o_que_entra_sai_e_muda():
    assert comparar(None, CURTO)[:2] == ["Entra etapa comeco.", "Entra item comeco/oficio."]
    assert comparar(CURTO, CURTO) == []
    assert comparar(CURTO, COM_MAIS_UM) == ["Entra item meio/ata."]
    mudado = com_item("oficio", papel=Papel.GESTOR_TI, dispensavel=True)
    assert comparar(CURTO, mudado) == ["Muda item comeco/oficio: papel, dispensavel."]
    assert comparar(CURTO, com_etapa("meio", analise=9)) == ["Muda etapa meio: analise."]


def test_check_aponta_roteiro_que_nao_faz_sentido(declarar):
    declarar(CURTO)
    assert checks.verificar_roteiro(None) == []

    declarar(com_item("oficio", depende_de=("nada",)))
    (erro,) = checks.verificar_roteiro(None)
    assert (erro.id, "'nada', que não existe" in erro.msg) == ("fluxo.E001", True)


def test_check_aponta_pagina_que_nao_existe(declarar):
    declarar(com_item("oficio", pagina="fluxo:cidade"))
    assert checks.verificar_roteiro(None) == []

    declarar(com_item("oficio", pagina="fluxo:nada"))
    (erro,) = checks.verificar_roteiro(None)
    assert erro.id == "fluxo.E002"


def test_duas_declaracoes_com_a_mesma_chave_sao_recusadas(declarar):
    declarar(CURTO)

    with pytest.raises(ValueError, match="'meio'"):
        declaracao.registrar(COM_MAIS_UM.por_chave["meio"])
    assert declaracao.registrar(declaracao.etapas_registradas()["meio"]).chave == "meio"
