"""Quem recebe correio: nunca quem agiu, nunca duas vezes, nunca com o portão fechado."""

import logging
from datetime import timedelta

from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.correio.models import Mensagem, Situacao
from seicidades.correio.tasks import entregar
from seicidades.fluxo import avisos
from seicidades.fluxo.models import AvisoDoAndamento
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from tests.factories import PortaoFactory, UsuarioFactory, VinculoFactory

MUNICIPAIS = {
    "gestor_sei",
    "gestor_ti",
    "gestor_conhecimento",
    "gestor_documental",
    "representante",
}


def recebem(cidade) -> set[str]:
    """Os papéis de quem tem mensagem, depois de uma passada."""
    Mensagem.objects.all().delete()
    avisos.avisar_pendentes()
    enderecos = set(Mensagem.objects.values_list("para", flat=True))
    pessoas = {papel.value: u.email for papel, u in cidade.pessoas.items()}
    pessoas |= {"gerente": cidade.gerente.email, "outro_gerente": cidade.outro_gerente.email}
    assert enderecos <= set(pessoas.values())
    return {papel for papel, email in pessoas.items() if email in enderecos}


def ultima_mensagem(cidade, papel="gerente") -> Mensagem:
    pessoa = cidade.gerente if papel == "gerente" else cidade.pessoas[Papel(papel)]
    return Mensagem.objects.filter(para=pessoa.email).order_by("pk").last()


def test_enviada_avisa_a_gerencia_da_carteira(pronta):
    pronta.executar(C.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")

    assert recebem(pronta) == {"gerente"}
    mensagem = ultima_mensagem(pronta)
    assert "enviou Começo para análise" in mensagem.assunto
    assert f"/implantacoes/{pronta.implantacao.pk}/etapas/comeco/analise/" in mensagem.texto


def test_quem_agiu_nunca_recebe(pronta):
    pronta.executar(
        C.ENVIAR_ETAPA,
        pronta.gerente,
        etapa="comeco",
        em_nome_de="gestor_sei",
        origem="telefone",
        comprovacao="Ligou hoje.",
    )

    assert recebem(pronta) == set()


def test_devolvida_avisa_quem_corrige_e_quem_envia(enviada):
    avisos.avisar_pendentes()
    motivos = [
        {"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine a página 2."},
        {"item": "conferencia", "codigo": "outro", "texto": "Confira."},
    ]
    enviada.executar(C.DEVOLVER_ETAPA, enviada.gerente, etapa="comeco", motivos=motivos)

    assert recebem(enviada) == {"gestor_sei"}
    assert "Assine a página 2." in ultima_mensagem(enviada, "gestor_sei").texto


def test_aprovada_avisa_os_papeis_do_municipio_menos_apoio(enviada):
    avisos.avisar_pendentes()
    apoio = VinculoFactory(orgao=enviada.orgao, papel=Papel.APOIO).usuario
    enviada.executar(C.APROVAR_ETAPA, enviada.administrador, etapa="comeco")

    assert recebem(enviada) == MUNICIPAIS
    assert not Mensagem.objects.filter(para=apoio.email).exists()


def test_ajuda_avisa_a_gerencia(iniciada):
    iniciada.executar(
        C.DECLARAR_BLOQUEIO,
        iniciada.gestor_ti,
        motivo_bloqueio="sem_acesso",
        dono="prodesp",
        texto="A tela pede senha.",
    )

    assert recebem(iniciada) == {"gerente"}
    assert "A tela pede senha." in ultima_mensagem(iniciada).texto


def test_impedimento_com_outro_dono_ou_do_sistema_nao_avisa(aprovada, fatos):
    avisos.avisar_pendentes()
    dados = {"motivo_bloqueio": "outro", "dono": "sggd"}
    aprovada.executar(C.DECLARAR_BLOQUEIO, aprovada.gestor_sei, **dados)
    fatos["cadastro"] = Fato(False, "Perdeu-se.")
    aprovada.executar(C.DECLARAR_BLOQUEIO, aprovada.gestor_sei, **dados)

    assert recebem(aprovada) == set()


def test_habilitada_avisa_todos(aprovada, fatos):
    for papel, item in (("gestor_sei", "decreto"), ("gestor_ti", "redes")):
        aprovada.executar(C.CONCLUIR_ITEM, aprovada.pessoas[Papel(papel)], item=item, texto="Ok.")
    aprovada.executar(C.ENVIAR_ETAPA, aprovada.gestor_sei, etapa="meio")
    aprovada.executar(C.APROVAR_ETAPA, aprovada.administrador, etapa="meio")
    aprovada.executar(C.CONCLUIR_ITEM, aprovada.gestor_conhecimento, item="aulas", texto="Ok.")
    fatos["uso"] = Fato(True, "Em uso.")
    hoje = timezone.localdate().isoformat()
    aprovada.executar(C.ENTRAR_EM_PRODUCAO, aprovada.gerente, data=hoje, justificativa="Sim.")
    aprovada.executar(C.ENVIAR_ETAPA, aprovada.gestor_sei, etapa="fim")
    avisos.avisar_pendentes()
    aprovada.executar(C.APROVAR_ETAPA, aprovada.administrador, etapa="fim")

    assert recebem(aprovada) == MUNICIPAIS | {"gerente"}
    assert aprovada.implantacao.situacao == "habilitada"


def test_o_que_nao_interessa_nao_avisa(enviada):
    avisos.avisar_pendentes()
    enviada.executar(C.RECOLHER_ETAPA, enviada.gestor_sei, etapa="comeco", motivo="Errei.")

    assert recebem(enviada) == set()


def test_papel_encerrado_e_conta_desativada_nao_recebem(pronta):
    antigo = VinculoFactory(
        orgao=pronta.orgao,
        papel=Papel.GERENTE,
        usuario=UsuarioFactory(gerente=True),
        suplente=True,
        encerrado=True,
    )
    pronta.executar(C.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")
    pronta.gerente.is_active = False
    pronta.gerente.save()

    assert recebem(pronta) == set()
    assert not Mensagem.objects.filter(para=antigo.usuario.email).exists()


def test_quem_tem_varios_papeis_recebe_uma_vez(enviada):
    avisos.avisar_pendentes()
    VinculoFactory(
        orgao=enviada.orgao, papel=Papel.GESTOR_TI, usuario=enviada.gestor_sei, suplente=True
    )
    enviada.executar(C.APROVAR_ETAPA, enviada.administrador, etapa="comeco")
    recebem(enviada)

    assert Mensagem.objects.filter(para=enviada.gestor_sei.email).count() == 1


def test_promessa_5_aviso_nao_dobra_nem_se_perde_por_velho(enviada, monkeypatch):
    depois = timezone.now() + timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: depois)

    assert avisos.avisar_pendentes() == 1
    assert avisos.avisar_pendentes() == 0
    assert Mensagem.objects.filter(para=enviada.gerente.email).count() == 1


def test_promessa_5_aviso_que_falha_fica_para_depois_e_nao_segura_os_demais(
    enviada, monkeypatch, caplog
):
    enviada.executar(C.RECOLHER_ETAPA, enviada.gestor_sei, etapa="comeco", motivo="Errei.")
    enviada.executar(C.ENVIAR_ETAPA, enviada.gestor_sei, etapa="comeco")
    primeiro = enviada.implantacao.andamentos.filter(tipo="etapa_enviada").order_by("seq").first()
    de_verdade = avisos.aviso_de

    def falhar_no_primeiro(andamento):
        if andamento.pk == primeiro.pk:
            raise ZeroDivisionError
        return de_verdade(andamento)

    monkeypatch.setattr(avisos, "aviso_de", falhar_no_primeiro)
    with caplog.at_level(logging.ERROR):
        assert avisos.avisar_pendentes() == 1
    assert f"andamento {primeiro.pk} falhou" in caplog.text
    assert not AvisoDoAndamento.objects.filter(andamento=primeiro).exists()

    monkeypatch.setattr(avisos, "aviso_de", de_verdade)
    assert avisos.avisar_pendentes() == 1


def test_portao_fechado_segura_o_aviso(enviada):
    PortaoFactory(aberto=False)
    avisos.avisar_pendentes()
    mensagem = ultima_mensagem(enviada)
    entregar(mensagem.pk)

    mensagem.refresh_from_db()
    assert (mensagem.situacao, mensagem.transacional) == (Situacao.PENDENTE, False)
