"""A varredura: quem recebe, quando, quantas vezes, e o que isso custa."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from seicidades.contas.models import Vinculo
from seicidades.correio.models import Mensagem, Portao
from seicidades.fluxo.models import EtapaDaImplantacao, Implantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.lembretes import servicos, tasks
from seicidades.lembretes.models import Envio, Lembrete, Pausa, Retencao, UltimaVarredura
from tests.factories import FeriadoMunicipalFactory, UsuarioFactory, VinculoFactory
from tests.lembretes.conftest import PRAZO, SEGUNDA, nova_cidade


def dias_de(pessoa) -> list[date]:
    return list(Envio.objects.filter(usuario=pessoa).order_by("dia").values_list("dia", flat=True))


def carta(pessoa, dia) -> Mensagem:
    mensagem = Mensagem.objects.get(chave=f"resumo:{pessoa.pk}:{dia}")
    mensagem.redigir()
    return mensagem


def momentos(cidade, assunto="oficio") -> dict[str, date]:
    lembretes = Lembrete.objects.filter(implantacao=cidade.implantacao, assunto=assunto)
    return dict(lembretes.order_by("pk").values_list("momento", "dia"))


# --- Quem recebe ------------------------------------------------------------------------


def test_quem_tem_o_que_fazer_recebe_e_os_outros_nao(cidade):
    servicos.varrer()

    assert dias_de(cidade.gestor_sei) == [SEGUNDA]
    assert dias_de(cidade.gerente) == [SEGUNDA]
    assert Envio.objects.count() == 2


@pytest.mark.parametrize(
    ("inicio", "fim", "recebe"),
    [(-9, None, True), (0, 0, True), (-9, -1, False), (1, None, False)],
)
def test_so_recebe_quem_exerce_o_papel_no_dia(cidade, inicio, fim, recebe):
    Vinculo.objects.filter(usuario=cidade.gestor_sei).update(
        inicio=SEGUNDA + timedelta(inicio),
        fim=None if fim is None else SEGUNDA + timedelta(fim),
    )

    servicos.varrer()

    assert bool(dias_de(cidade.gestor_sei)) is recebe


def test_varrer_de_novo_nao_dobra(cidade):
    assert servicos.varrer() == 2
    assert servicos.varrer() == 0
    UltimaVarredura.objects.update(dia=None)
    assert servicos.varrer() == 0
    assert Mensagem.objects.filter(chave__startswith="resumo:").count() == 2


def test_varias_cidades_e_papeis_cabem_numa_mensagem(cidade, gerente):
    gestora = cidade.gestor_sei
    for _ in range(10):
        nova_cidade(gerente, gestor_sei=gestora)

    servicos.varrer()

    assert dias_de(gestora) == [SEGUNDA]
    assert Envio.objects.get(usuario=gestora).pendencias == 11
    texto = carta(gestora, SEGUNDA).texto
    assert texto.count("Fazer oficio") == 8
    assert "E mais 3" in texto


def test_sem_titular_recebe_o_suplente(cidade, suplente):
    Vinculo.objects.filter(usuario=cidade.gestor_sei).update(fim=SEGUNDA - timedelta(days=1))

    servicos.varrer()

    assert dias_de(suplente) == [SEGUNDA]
    assert dias_de(cidade.gestor_sei) == []


def test_papel_vago_vai_para_a_gerencia(cidade):
    Vinculo.objects.filter(usuario=cidade.gestor_sei).update(fim=SEGUNDA - timedelta(days=1))

    servicos.varrer()

    assert "Designar quem exerce o papel de Gestor SEI" in carta(cidade.gerente, SEGUNDA).texto


def test_desativada_e_pessoa_do_estado_com_papel_municipal_nao_recebem(cidade):
    pessoa = cidade.gestor_sei
    pessoa.is_active = False
    pessoa.save()
    estatal = UsuarioFactory(observador=True)
    VinculoFactory(orgao=cidade.orgao, usuario=estatal, suplente=True)

    servicos.varrer()

    assert Envio.objects.exclude(usuario=cidade.gerente).count() == 0


@pytest.mark.parametrize("situacao", ["suspensa", "desistente", "nao_iniciada"])
def test_cidade_parada_nao_lembra_ninguem(cidade, situacao):
    Implantacao.objects.update(situacao=situacao)

    servicos.varrer()

    assert Envio.objects.count() == 0


def test_com_a_vez_da_prodesp_a_cidade_nao_e_lembrada(cidade):
    Implantacao.objects.update(vez_de="prodesp")

    servicos.varrer()

    assert dias_de(cidade.gestor_sei) == []


def test_etapa_pronta_lembra_quem_envia(cidade):
    EtapaDaImplantacao.objects.filter(chave="comeco").update(itens_resolvidos=4)
    cidade.implantacao.itens.update(pode_ser_feito=False)

    servicos.varrer()

    assert carta(cidade.gestor_sei, SEGUNDA).assunto.endswith("Enviar a etapa Começo")


# --- Quando -----------------------------------------------------------------------------


def test_semanal_com_um_lembrete_antes_e_um_depois(cidade, andar):
    servicos.varrer()
    andar(PRAZO + timedelta(days=4))

    assert dias_de(cidade.gestor_sei) == [
        SEGUNDA,
        SEGUNDA + timedelta(days=7),
        PRAZO - timedelta(days=4),  # quinta: dois dias úteis antes
        PRAZO,
        PRAZO + timedelta(days=1),
    ]
    assert momentos(cidade) == {
        "antes": date(2026, 3, 19),
        "titular": date(2026, 3, 24),
    }
    antes = carta(cidade.gestor_sei, date(2026, 3, 19))
    assert antes.assunto.endswith("Fazer oficio (até 23/03/2026)")
    depois = carta(cidade.gestor_sei, date(2026, 3, 24))
    assert "o prazo passou em 23/03/2026" in depois.assunto


def test_a_escada_sobe_nos_dias_anunciados(cidade, suplente, andar):
    anunciados = {
        p.passo.momento.value: p.passo.dia for p in servicos.prever(cidade.implantacao)[0].passos
    }
    servicos.varrer()
    andar(date(2026, 4, 10))

    assert {m: d for m, d in momentos(cidade).items() if m != "antes"} == anunciados
    assert [Lembrete.objects.get(assunto="oficio", momento=m).usuario for m in anunciados] == [
        cidade.gestor_sei,
        suplente,
        cidade.gerente,
        cidade.representante,
    ]
    assert dias_de(suplente) == [anunciados["suplente"]]
    assert dias_de(cidade.representante) == [anunciados["gabinete"]]
    avisada = carta(cidade.gestor_sei, anunciados["titular"]).texto
    assert f"em {anunciados['suplente']:%d/%m/%Y} avisamos quem é suplente" in avisada


def test_degrau_segurado_nao_sai_e_os_outros_saem(cidade, suplente, andar):
    servicos.reter(
        cidade.implantacao,
        "oficio",
        "gerente",
        prazo=PRAZO,
        motivo="Combinado por telefone.",
        por=cidade.gerente,
    )
    andar(date(2026, 4, 10))

    assert set(momentos(cidade)) == {"antes", "titular", "suplente", "gabinete"}


def test_feriado_da_cidade_adia_e_fim_de_semana_cala(cidade, andar):
    FeriadoMunicipalFactory(municipio=cidade.orgao.municipio, data=SEGUNDA)

    servicos.varrer()
    assert dias_de(cidade.gestor_sei) == []
    andar(SEGUNDA + timedelta(days=6))

    assert dias_de(cidade.gestor_sei) == [SEGUNDA + timedelta(days=1)]
    assert not Envio.objects.filter(dia__week_day__in=(1, 7)).exists()


def test_nunca_mais_de_duas_por_semana_nem_de_uma_por_dia(cidade, gerente, andar, relogio):
    gestora = cidade.gestor_sei
    for dias in (1, 2, 3):
        relogio.ir(SEGUNDA + timedelta(days=dias))
        nova_cidade(gerente, gestor_sei=gestora)
    relogio.ir(SEGUNDA)
    servicos.varrer()
    andar(date(2026, 4, 24))

    for pessoa in (gestora, gerente):
        semanas = [dia.isocalendar()[:2] for dia in dias_de(pessoa)]
        assert len(set(semanas)) == 7
        assert max(semanas.count(semana) for semana in semanas) == 2


def test_o_lembrete_que_nao_coube_sai_na_semana_seguinte(cidade, andar):
    andar(PRAZO - timedelta(days=1))
    for dia in (PRAZO, PRAZO + timedelta(days=2)):
        Envio.objects.create(usuario=cidade.gestor_sei, dia=dia, chave=str(dia), pendencias=1)
    andar(PRAZO + timedelta(days=7))

    assert momentos(cidade)["titular"] == PRAZO + timedelta(days=7)


def test_dez_mudancas_na_semana_nao_fazem_dez_mensagens(cidade, andar):
    servicos.varrer()
    for numero in range(10):
        Implantacao.objects.update(vez_de="prodesp" if numero % 2 else "municipio")
        UltimaVarredura.objects.update(dia=None)
        servicos.varrer()

    assert dias_de(cidade.gestor_sei) == [SEGUNDA]


# --- Gerência ---------------------------------------------------------------------------


def test_gerencia_recebe_analises_ajuda_e_retomadas(cidade, gerente, relogio):
    enviada, suspensa = nova_cidade(gerente), nova_cidade(gerente)
    EtapaDaImplantacao.objects.filter(implantacao=enviada.implantacao, chave="comeco").update(
        situacao="em_analise", responder_ate=SEGUNDA
    )
    cidade.executar(
        TipoDeComando.DECLARAR_BLOQUEIO,
        cidade.gestor_sei,
        motivo_bloqueio="nao_sei_como_fazer",
        dono="prodesp",
        texto="Não achei a tela.",
    )
    Implantacao.objects.filter(pk=suspensa.implantacao.pk).update(
        situacao="suspensa", retomar_em=SEGUNDA
    )

    servicos.varrer()

    texto = carta(gerente, SEGUNDA).texto
    assert "Analisar a etapa Começo" in texto
    assert "Responder ao pedido de ajuda" in texto
    assert "Retomar a implantação suspensa" in texto


def test_retomada_futura_nao_aparece(cidade):
    Implantacao.objects.update(situacao="suspensa", retomar_em=SEGUNDA + timedelta(days=1))

    servicos.varrer()

    assert Envio.objects.count() == 0


# --- Portão e pausa ---------------------------------------------------------------------


def test_portao_fechado_nao_acumula_e_aberto_faz_no_mesmo_dia(cidade):
    Portao.objects.update(aberto=False)
    assert servicos.varrer() == 0
    assert UltimaVarredura.objects.get().portao_fechado
    assert Mensagem.objects.filter(chave__startswith="resumo:").count() == 0

    Portao.objects.update(aberto=True)
    assert servicos.varrer() == 2
    assert not Mensagem.objects.get(chave__startswith=f"resumo:{cidade.gerente.pk}:").transacional


@pytest.mark.parametrize(("ate", "recebe"), [(SEGUNDA, False), (date(2026, 3, 8), True)])
def test_pausa_vale_ate_o_dia_inclusive(cidade, ate, recebe):
    servicos.pausar(cidade.gestor_sei, ate)

    servicos.varrer()

    assert bool(dias_de(cidade.gestor_sei)) is recebe


def test_pausa_sem_data_vale_ate_retomar(cidade, relogio):
    servicos.pausar(cidade.gestor_sei)
    servicos.varrer()
    assert dias_de(cidade.gestor_sei) == []

    servicos.retomar(cidade.gestor_sei)
    relogio.ir(SEGUNDA + timedelta(days=1))
    servicos.varrer()
    assert dias_de(cidade.gestor_sei) == [SEGUNDA + timedelta(days=1)]


def test_pausa_de_quem_faz_nao_para_a_escada(cidade, suplente, andar):
    servicos.pausar(cidade.gestor_sei)
    andar(date(2026, 4, 10))

    assert "titular" not in momentos(cidade)
    assert set(momentos(cidade)) >= {"suplente", "gerente", "gabinete"}


# --- Custo e simultaneidade -------------------------------------------------------------


def consultas_da_varredura() -> int:
    UltimaVarredura.objects.update(dia=None)
    with CaptureQueriesContext(connection) as contexto:
        servicos.varrer()
    return len(contexto)


def test_numero_de_consultas_nao_depende_de_quantas_cidades(cidade, gerente, relogio):
    uma = consultas_da_varredura()
    for _ in range(6):
        nova_cidade(gerente)
    relogio.ir(SEGUNDA + timedelta(days=7))

    assert consultas_da_varredura() == uma
    assert Envio.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_duas_agendas_ao_mesmo_tempo_so_uma_varre(cidade):
    with transaction.atomic():
        UltimaVarredura.objects.create(dia=None)
    with transaction.atomic():
        UltimaVarredura.objects.select_for_update().get()
        outra = connections.create_connection("default")
        padrao = connections["default"]
        try:
            connections["default"] = outra
            assert servicos.varrer() == 0
        finally:
            outra.close()
            connections["default"] = padrao
    assert servicos.varrer() == 2


def test_morrer_no_meio_da_varredura_nao_deixa_metade(cidade, monkeypatch):
    def morrer(*args):
        raise MemoryError

    with monkeypatch.context() as remendo:
        remendo.setattr(servicos, "_lembretes", morrer)
        with pytest.raises(MemoryError):
            servicos.varrer()
    assert Mensagem.objects.filter(chave__startswith="resumo:").count() == 0
    assert Envio.objects.count() == 0

    assert servicos.varrer() == 2


def test_a_tarefa_da_agenda_varre(cidade, caplog):
    caplog.set_level("INFO", logger="seicidades.lembretes.tasks")
    tasks.varrer()
    tasks.varrer()

    assert caplog.messages == ["Lembretes na caixa de saída: 2."]


# --- Restrições -------------------------------------------------------------------------


def test_restricoes_do_banco(cidade):
    implantacao, usuario = cidade.implantacao, cidade.gestor_sei
    lembrete = {
        "implantacao": implantacao,
        "assunto": "oficio",
        "prazo": PRAZO,
        "momento": "gerente",
    }

    def recusa(modelo, **campos):
        with pytest.raises(IntegrityError), transaction.atomic():
            modelo.objects.create(**campos)

    Envio.objects.create(usuario=usuario, dia=SEGUNDA, chave="a", pendencias=1)
    recusa(Envio, usuario=usuario, dia=SEGUNDA, chave="b", pendencias=1)
    Lembrete.objects.create(**lembrete, usuario=usuario, dia=SEGUNDA)
    recusa(Lembrete, **lembrete, usuario=usuario, dia=SEGUNDA)
    recusa(Lembrete, **lembrete | {"momento": "nunca"}, usuario=usuario, dia=SEGUNDA)
    Retencao.objects.create(**lembrete, motivo="Combinado.", por=usuario)
    recusa(Retencao, **lembrete, motivo="De novo.", por=usuario)
    recusa(Retencao, **lembrete | {"momento": "gabinete"}, motivo="", por=usuario)
    recusa(Retencao, **lembrete | {"momento": "titular"}, motivo="Não se retém.", por=usuario)
    Pausa.objects.create(usuario=usuario)
    recusa(Pausa, usuario=usuario)
    UltimaVarredura.objects.create()
    recusa(UltimaVarredura, id=2)


def test_gerente_sem_papel_no_estado_nao_recebe(cidade, gerente):
    gerente.papel_estado = ""
    gerente.save()

    servicos.varrer()

    assert dias_de(gerente) == []
