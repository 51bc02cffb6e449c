"""O lote: prévia sem efeito, uma cidade por vez, recusas inteiras, repetição sem dobra."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.contas.permissoes import gerentes_de
from seicidades.correio.models import Mensagem
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Andamento, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.verificacao import verificar
from seicidades.lotes import servicos, tasks
from seicidades.lotes.models import LinhaDoLote, Lote
from tests.factories import FeriadoMunicipalFactory, UsuarioFactory
from tests.lotes.conftest import aplicar, codigos, dia_util, efeitos, mover, prorrogar, suspender

pytestmark = pytest.mark.django_db


def comandar(implantacao, quem, tipo, **dados):
    fluxo.executar(implantacao, Comando(tipo, dados=dados), quem, chave=f"avulso-{tipo}")


# Prévia


def test_a_previa_diz_o_que_aconteceria_e_nao_muda_nada(tres, gerente):
    antes = list(Andamento.objects.order_by("pk").values_list("pk", flat=True))

    lote = suspender(gerente, tres)

    assert lote.situacao == "previsto"
    assert efeitos(lote) == {"Alfa": "muda", "Beta": "muda", "Gama": "muda"}
    assert "Suspensa até" in lote.linhas.first().texto
    assert list(Andamento.objects.order_by("pk").values_list("pk", flat=True)) == antes
    assert set(Implantacao.objects.values_list("situacao", flat=True)) == {"em_andamento"}


def test_a_previa_lista_todas_as_razoes_de_cada_recusada(tres, iniciar, gerente, colega):
    de_outro = iniciar("Delta", de=colega)
    comandar(de_outro, colega, TipoDeComando.DESISTIR, motivo="Saiu.")

    lote = suspender(gerente, [*tres, de_outro])

    assert efeitos(lote)["Delta"] == "recusada"
    assert codigos(lote, "Delta") == ["situacao_nao_aceita", "nao_e_do_seu_papel"]


def test_dia_que_e_feriado_num_municipio_recusa_so_nele(tres, gerente):
    dia = dia_util(20)
    FeriadoMunicipalFactory(municipio=tres[1].orgao.municipio, data=dia)

    lote = suspender(gerente, tres)

    assert efeitos(lote) == {"Alfa": "muda", "Beta": "recusada", "Gama": "muda"}
    assert codigos(lote, "Beta") == ["dia_nao_util"]


def test_previa_de_muitas_fica_para_a_tarefa_e_repetir_da_o_mesmo(
    iniciar, gerente, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(servicos, "NA_HORA", 1)
    chamadas = []
    monkeypatch.setattr(servicos, "chamar_tarefa", lambda *args: chamadas.append(args))
    lote = servicos.criar(gerente, "suspender", [iniciar(n).pk for n in ("Alfa", "Beta")])
    parametros = {"motivo": "Enchente.", "retomar_em": dia_util(20).isoformat()}

    with django_capture_on_commit_callbacks(execute=True):
        lote = servicos.definir(lote, parametros, avisar=False)

    assert (lote.situacao, chamadas) == ("prevendo", [(servicos.PREVER, str(lote.pk))])
    for _ in range(2):
        tasks.prever(str(lote.pk))
    lote.refresh_from_db()
    assert lote.situacao == "previsto"
    assert efeitos(lote) == {"Alfa": "muda", "Beta": "muda"}


def test_lote_de_nenhuma_cidade_e_recusado(gerente):
    with pytest.raises(servicos.LoteRecusado, match="Marque ao menos uma"):
        servicos.criar(gerente, "suspender", [])
    assert not Lote.objects.exists()


def test_cidade_que_nao_existe_e_recusada_e_nada_fica(tres, gerente):
    with pytest.raises(servicos.LoteRecusado, match="1 das cidades escolhidas não existem"):
        servicos.criar(gerente, "suspender", [tres[0].pk, 999_999])
    assert not Lote.objects.exists()


def test_sem_nada_a_mudar_nao_se_confirma(tres, colega):
    lote = suspender(colega, tres)

    assert set(efeitos(lote).values()) == {"recusada"}
    with pytest.raises(servicos.LoteRecusado, match="nenhuma das cidades mudaria"):
        servicos.confirmar(lote)
    assert set(Implantacao.objects.values_list("situacao", flat=True)) == {"em_andamento"}


# Aplicação


def test_suspende_as_que_podem_e_guarda_o_que_deu_em_cada_uma(tres, iniciar, gerente, colega):
    lote = aplicar(suspender(gerente, [*tres, iniciar("Delta", de=colega)]))

    assert lote.situacao == "aplicado"
    assert lote.aplicado_em is not None
    assert efeitos(lote) == {
        "Alfa": "aplicada",
        "Beta": "aplicada",
        "Gama": "aplicada",
        "Delta": "recusada",
    }
    suspensas = Implantacao.objects.filter(situacao="suspensa")
    assert sorted(i.orgao.municipio.nome for i in suspensas) == ["Alfa", "Beta", "Gama"]
    assert [verificar(i) for i in suspensas] == [[], [], []]
    assert not Mensagem.objects.exists()


def test_aplicar_de_novo_nao_dobra_nada(tres, gerente):
    lote = aplicar(suspender(gerente, tres))
    andamentos = Andamento.objects.count()

    lote.linhas.update(efeito="muda")  # como se a morte tivesse vindo antes do registro
    Lote.objects.filter(pk=lote.pk).update(situacao="aplicando", aplicado_em=None)
    tasks.aplicar(str(lote.pk))
    tasks.aplicar(str(lote.pk))

    assert Andamento.objects.count() == andamentos
    assert set(efeitos(lote).values()) == {"aplicada"}


def test_so_a_cidade_que_mudou_desde_a_previa_fica_de_fora(tres, gerente):
    lote = suspender(gerente, tres)
    comandar(
        tres[1], gerente, TipoDeComando.DECLARAR_BLOQUEIO, motivo_bloqueio="outro", dono="prodesp"
    )

    aplicar(lote)

    assert efeitos(lote) == {"Alfa": "aplicada", "Beta": "recusada", "Gama": "aplicada"}
    assert codigos(lote, "Beta") == ["mudou_desde_a_previa"]
    mensagem = lote.linhas.get(implantacao=tres[1]).recusas[0]["mensagem"]
    assert mensagem.startswith("Mudou desde a prévia. A última mudança foi de Marta Reis, em ")
    assert Implantacao.objects.get(pk=tres[1].pk).situacao == "em_andamento"


def test_quem_mudou_e_ainda_tem_outra_razao_recebe_as_duas(tres, gerente):
    lote = suspender(gerente, tres)
    comandar(tres[0], gerente, TipoDeComando.DESISTIR, motivo="Saiu.")

    aplicar(lote)

    assert codigos(lote, "Alfa") == ["mudou_desde_a_previa", "situacao_nao_aceita"]


def test_permissao_perdida_entre_a_previa_e_a_aplicacao_vale(tres, gerente, colega):
    lote = suspender(gerente, tres)
    vinculo = Vinculo.objects.get(orgao=tres[2].orgao, papel=Papel.GERENTE)
    Vinculo.objects.filter(pk=vinculo.pk).update(usuario=colega)

    aplicar(lote)

    assert efeitos(lote)["Gama"] == "recusada"
    assert codigos(lote, "Gama") == ["nao_e_do_seu_papel"]


def test_conta_desativada_nao_aplica_nada(tres, gerente):
    lote = servicos.confirmar(suspender(gerente, tres))
    Usuario.objects.filter(pk=gerente.pk).update(is_active=False)

    tasks.aplicar(str(lote.pk))

    assert set(efeitos(lote).values()) == {"recusada"}


def test_quem_preve_atrasado_usa_o_pedido_de_agora(tres, gerente):
    """Um trabalhador com o lote de antes na memória não prevê o que já não se quer."""
    lote = suspender(gerente, tres)
    velho = Lote.objects.select_related("criado_por").get(pk=lote.pk)
    dia = dia_util(30)
    novos = {"motivo": "Seca.", "retomar_em": dia.isoformat()}
    Lote.objects.filter(pk=lote.pk).update(parametros=novos, situacao="prevendo")
    lote.linhas.update(efeito="a_prever")

    servicos.prever(velho)

    assert {li.comando["dados"]["motivo"] for li in lote.linhas.all()} == {"Seca."}
    assert f"{dia:%d/%m/%Y}" in lote.linhas.first().texto


def test_conta_desativada_no_meio_da_aplicacao_para_de_aplicar(tres, gerente, monkeypatch):
    lote = servicos.confirmar(suspender(gerente, tres))
    original = servicos.acoes.aplicar

    def desativar_depois(lote, linha):
        original(lote, linha)
        Usuario.objects.filter(pk=gerente.pk).update(is_active=False)

    monkeypatch.setattr(servicos.acoes, "aplicar", desativar_depois)
    servicos.aplicar(lote)

    assert efeitos(lote) == {"Alfa": "aplicada", "Beta": "recusada", "Gama": "recusada"}


def test_outro_dia_tambem_e_mudanca(tres, gerente, monkeypatch):
    """O prazo que a prévia mostrou foi contado do dia dela."""
    lote = prorrogar(gerente, tres)
    amanha = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: amanha)

    aplicar(lote)

    assert codigos(lote, "Alfa") == ["mudou_desde_a_previa"]
    assert not Andamento.objects.filter(tipo="prazo_prorrogado").exists()


def test_prorroga_a_etapa_em_que_cada_cidade_esta(tres, gerente):
    lote = prorrogar(gerente, tres)
    linha = lote.linhas.first()
    assert linha.comando["etapa"] == "comeco"
    assert " até " in linha.texto

    aplicar(lote)

    prazos = ItemDaImplantacao.objects.filter(prazo__isnull=False).order_by("pk")
    assert set(prazos.values_list("prazo", flat=True)) == {dia_util(60)}


def test_prorrogar_nunca_encurta_e_diz_qual_prazo_vai_alem(tres, gerente):
    lote = prorrogar(gerente, tres, dias=1)

    assert set(efeitos(lote).values()) == {"recusada"}
    assert set(codigos(lote, "Alfa")) == {"encurta_prazo"}


def test_etapa_que_a_cidade_ainda_nao_abriu_nao_tem_prazo(tres, gerente):
    lote = prorrogar(gerente, tres, etapa="fim")

    assert codigos(lote, "Alfa") == ["sem_prazo"]


def test_quem_ja_terminou_nao_tem_etapa_atual(tres, gerente):
    Implantacao.objects.filter(pk=tres[0].pk).update(etapa_atual="")

    assert codigos(prorrogar(gerente, tres), "Alfa") == ["sem_etapa_atual"]


# Carteira


def test_move_a_carteira_e_encerra_quem_saiu_na_vespera(tres, gerente, colega):
    inicio = timezone.localdate() + timedelta(days=7)

    lote = aplicar(mover(gerente, tres, colega, inicio))

    assert set(efeitos(lote).values()) == {"aplicada"}
    for cidade in tres:
        antigo, novo = cidade.orgao.vinculos.filter(papel=Papel.GERENTE).order_by("inicio")
        assert (antigo.usuario, antigo.fim) == (gerente, inicio - timedelta(days=1))
        assert (novo.usuario, novo.inicio, novo.fim) == (colega, inicio, None)
        assert (novo.criado_por, novo.ato) == (gerente, "Licença.")


def test_a_previa_da_mudanca_nao_cria_vinculo(tres, gerente, colega):
    lote = mover(gerente, tres, colega)

    assert lote.linhas.first().texto.startswith("De Marta Reis para Rui Sales, a partir de ")
    assert not Vinculo.objects.filter(usuario=colega).exists()


def test_quem_ja_gerencia_fica_igual(tres, iniciar, gerente, colega):
    dele = iniciar("Delta", de=colega)
    administracao = UsuarioFactory(administrador=True)

    lote = aplicar(mover(administracao, [*tres, dele], colega))

    assert efeitos(lote)["Delta"] == "igual"
    assert dele.orgao.vinculos.filter(papel=Papel.GERENTE).count() == 1


def test_ninguem_move_a_carteira_alheia(tres, colega):
    lote = mover(colega, tres, colega)

    assert set(efeitos(lote).values()) == {"recusada"}
    assert codigos(lote, "Alfa") == ["nao_e_da_sua_carteira"]


def test_orgao_sem_gerente_pode_ser_assumido(tres, colega):
    Vinculo.objects.filter(orgao=tres[0].orgao, papel=Papel.GERENTE).delete()

    lote = mover(colega, tres[:1], colega)
    assert lote.linhas.get().texto.startswith("Sem gerente; passa a Rui Sales")
    aplicar(lote)

    assert gerentes_de(tres[0].orgao).get().usuario == colega


def test_gerente_trocado_depois_da_previa_recusa_so_essa_cidade(tres, gerente, colega):
    outro = UsuarioFactory(gerente=True)
    administracao = UsuarioFactory(administrador=True)
    lote = mover(administracao, tres, colega)
    Vinculo.objects.filter(orgao=tres[1].orgao, papel=Papel.GERENTE).update(usuario=outro)

    aplicar(lote)

    assert efeitos(lote) == {"Alfa": "aplicada", "Beta": "recusada", "Gama": "aplicada"}
    assert codigos(lote, "Beta") == ["mudou_desde_a_previa"]


def test_quem_recebe_e_desativado_depois_da_previa(tres, gerente, colega):
    lote = mover(gerente, tres, colega)
    Usuario.objects.filter(pk=colega.pk).update(is_active=False)

    aplicar(lote)

    assert codigos(lote, "Alfa") == ["conta_desativada"]


def test_inicio_que_ja_passou_quando_se_aplica(tres, gerente, colega, monkeypatch):
    lote = mover(gerente, tres, colega)
    amanha = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: amanha)

    aplicar(lote)

    assert codigos(lote, "Alfa") == ["data_no_passado"]


# Correio


def test_so_escreve_a_quem_teve_a_cidade_aplicada_e_so_se_pedido(tres, iniciar, gerente, colega):
    lote = aplicar(suspender(gerente, [*tres, iniciar("Delta", de=colega)], avisar=True))

    mensagens = Mensagem.objects.order_by("pk")
    assert mensagens.count() == 6
    assert {m.assunto.partition(":")[0] for m in mensagens} == {"Alfa", "Beta", "Gama"}
    assert set(mensagens.values_list("transacional", "situacao")) == {(False, "pendente")}

    lote.linhas.filter(efeito="aplicada").update(efeito="muda")
    Lote.objects.filter(pk=lote.pk).update(situacao="aplicando", aplicado_em=None)
    tasks.aplicar(str(lote.pk))
    assert Mensagem.objects.count() == 6


def test_quem_recebe_a_carteira_recebe_uma_mensagem_so(tres, gerente, colega):
    aplicar(mover(gerente, tres, colega, avisar=True))

    (mensagem,) = Mensagem.objects.filter(para=colega.email)
    assert mensagem.assunto == "3 cidades passam à sua carteira"
    assert Mensagem.objects.exclude(para=colega.email).count() == 6


def test_da_prorrogacao_a_cidade_sabe_a_etapa_e_a_data(tres, gerente):
    lote = prorrogar(gerente, tres[:1])
    Lote.objects.filter(pk=lote.pk).update(avisar=True)
    lote.refresh_from_db()

    aplicar(lote)

    assert f"{dia_util(60):%d/%m/%Y}" in Mensagem.objects.order_by("pk")[0].assunto


# Cuidar


def test_confirmar_duas_vezes_so_vale_a_primeira(tres, gerente):
    lote = suspender(gerente, tres)
    servicos.confirmar(lote)

    with pytest.raises(servicos.LoteRecusado, match="em aplicação; nada mudou agora"):
        servicos.confirmar(lote)


def test_refazer_pega_so_as_que_ficaram_de_fora(tres, gerente):
    lote = suspender(gerente, tres)
    comandar(
        tres[1], gerente, TipoDeComando.DECLARAR_BLOQUEIO, motivo_bloqueio="outro", dono="prodesp"
    )
    aplicar(lote)

    novo = servicos.refazer(lote)

    assert efeitos(novo) == {"Beta": "muda"}
    assert efeitos(aplicar(novo)) == {"Beta": "aplicada"}


def test_lote_confirmado_nao_se_descarta_nem_se_muda(tres, gerente):
    lote = aplicar(suspender(gerente, tres))

    for agir in (servicos.descartar, lambda li: servicos.definir(li, {}, avisar=True)):
        with pytest.raises(servicos.LoteRecusado):
            agir(lote)
    assert LinhaDoLote.objects.count() == 3


def test_descartado_some_e_quem_insiste_sabe(tres, gerente):
    lote = suspender(gerente, tres)
    servicos.descartar(lote)

    assert not LinhaDoLote.objects.exists()
    with pytest.raises(servicos.LoteRecusado, match="descartado"):
        servicos.confirmar(lote)


def test_a_varredura_chama_os_parados_e_apaga_os_esquecidos(tres, gerente, monkeypatch):
    chamadas = []
    monkeypatch.setattr(servicos, "chamar_tarefa", lambda *args: chamadas.append(args))
    parado = servicos.confirmar(suspender(gerente, tres))
    vivo = servicos.confirmar(suspender(gerente, tres))
    esquecido = suspender(gerente, tres)
    agora = timezone.now()
    Lote.objects.filter(pk=parado.pk).update(desde=agora - timedelta(minutes=3))
    Lote.objects.filter(pk=esquecido.pk).update(desde=agora - timedelta(days=8))

    tasks.varrer()

    assert chamadas == [(servicos.APLICAR, str(parado.pk))]
    assert set(Lote.objects.values_list("pk", flat=True)) == {parado.pk, vivo.pk}


def test_cidade_ocupada_tem_outra_chance_e_depois_fica_de_fora(tres, gerente, monkeypatch):
    lote = servicos.confirmar(suspender(gerente, tres))
    original, ocupacoes = servicos.acoes.aplicar, {tres[0].pk: 1, tres[1].pk: 2}

    def aplicar_com_fila(lote, linha):
        if ocupacoes.get(linha.implantacao_id, 0):
            ocupacoes[linha.implantacao_id] -= 1
            raise fluxo.ImplantacaoOcupada
        original(lote, linha)

    monkeypatch.setattr(servicos.acoes, "aplicar", aplicar_com_fila)
    servicos.aplicar(lote)

    assert efeitos(lote) == {"Alfa": "aplicada", "Beta": "recusada", "Gama": "aplicada"}
    assert codigos(lote, "Beta") == ["ocupada"]
