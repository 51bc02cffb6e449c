"""Mil adulterações feitas pelo dono do banco, com os gatilhos desligados: todas achadas."""

import json
from collections import Counter, defaultdict
from datetime import timedelta
from io import StringIO
from itertools import cycle, islice
from random import Random
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seicidades.fluxo import ancoras, registro, servicos, vigia
from seicidades.fluxo.ancoras import Ancora, Cabeca
from seicidades.fluxo.models import Andamento, Implantacao, VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import Comando
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.servicos import Passo
from seicidades.fluxo.verificacao import verificar_todas
from seicidades.municipios.calendario import calendario_do_municipio
from seicidades.municipios.models import Orgao
from tests.factories import MunicipioFactory
from tests.fluxo.adulterador import ADULTERACOES, SO_AS_ANCORAS, Alvo, desligar_os_gatilhos

CASOS, INTACTAS = 1000, 50
DUPLAS = {"trocar_entre_cidades", "trocar_de_orgao"}
ADULTERACOES_DO_CASO = list(islice(cycle(sorted(ADULTERACOES)), CASOS))


def enredo(cidade) -> list[tuple[Comando, object, dict]]:
    motivos = [{"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine a folha 2."}]
    oficio = Comando(C.CONCLUIR_ITEM, item="oficio", dados={"texto": "Entregue no protocolo."})
    enviar = Comando(C.ENVIAR_ETAPA, etapa="comeco")
    return [
        (Comando(C.INICIAR), cidade.gerente, {}),
        (oficio, cidade.gestor_sei, {}),
        (Comando(C.CONCLUIR_ITEM, item="conferencia"), cidade.gerente, {}),
        (
            Comando(C.CONCLUIR_ITEM, item="extrato", dados={"comprovacao": "Ofício 3."}),
            cidade.gerente,
            {"em_nome_de": "sggd", "origem": "oficio"},
        ),
        (enviar, cidade.gestor_sei, {}),
        (Comando(C.DEVOLVER_ETAPA, etapa="comeco", dados={"motivos": motivos}), cidade.gerente, {}),
        (oficio, cidade.gestor_sei, {}),
        (enviar, cidade.gestor_sei, {}),
        (Comando(C.APROVAR_ETAPA, etapa="comeco"), cidade.administrador, {}),
    ]


@pytest.fixture
def carregar(cidade):
    """Tantas implantações, com histórias de tamanhos diferentes."""
    fatos = {"cadastro": Fato(True, "Cadastro completo.")}
    comeco = timezone.now() - timedelta(days=60)
    passos = [
        Passo(comando, servicos.ator_de(quem, cidade.orgao, **opcoes), comeco + timedelta(n), fatos)
        for n, (comando, quem, opcoes) in enumerate(enredo(cidade))
    ]
    municipio = MunicipioFactory()
    calendarios = {municipio.pk: calendario_do_municipio(municipio.pk)}

    def de(quantas: int, sorteio: Random) -> list[Implantacao]:
        orgaos = Orgao.objects.bulk_create(
            Orgao(municipio=municipio, tipo=Orgao.Tipo.AUTARQUIA, nome=f"Autarquia {uuid4()}")
            for _ in range(quantas)
        )
        historias = [(o, passos[: sorteio.randrange(4, len(passos) + 1)]) for o in orgaos]
        return servicos.carregar_historico(historias, calendarios=calendarios)

    return de


@pytest.fixture
def pasta(tmp_path, settings):
    settings.ANCORAS = tmp_path / "ancoras"
    return settings.ANCORAS


def por_implantacao(implantacoes) -> dict[int, list[Andamento]]:
    andamentos = defaultdict(list)
    for andamento in Andamento.objects.filter(implantacao__in=implantacoes).order_by("seq"):
        andamentos[andamento.implantacao_id].append(andamento)
    return andamentos


def ancorar_o_passado(pasta, implantacoes, andamentos, sorteio) -> dict[int, int]:
    """Uma noite de antes, em que cada implantação estava num ponto do caminho."""
    cabecas = []
    for implantacao in implantacoes:
        parou = sorteio.choice(andamentos[implantacao.pk])
        cabecas.append(Cabeca(implantacao.pk, implantacao.orgao_id, parou.seq, parou.hash))
    ancora = Ancora.nova(timezone.now() - timedelta(days=40), cabecas, "")
    pasta.mkdir()
    (pasta / f"{ancora.em:%Y-%m}.jsonl").write_text(ancora.linha())
    return {c.implantacao: c.seq for c in cabecas}


def test_mil_adulteracoes_sao_todas_achadas_e_localizadas(carregar, pasta):
    sorteio = Random(20261122)  # noqa: S311 (repetível, não é segredo)
    duplas = sum(nome in DUPLAS for nome in ADULTERACOES_DO_CASO)
    implantacoes = carregar(CASOS + duplas + INTACTAS, sorteio)
    andamentos = por_implantacao(implantacoes)
    antes = ancorar_o_passado(pasta, implantacoes, andamentos, sorteio)
    ancoras.ancorar(pasta)
    assert verificar_todas(cadeia=ancoras.ler(pasta)).defeitos == ()
    alvos = [
        Alvo(i, andamentos[i.pk], sorted({antes[i.pk], len(andamentos[i.pk])}))
        for i in sorteio.sample(implantacoes, len(implantacoes))
    ]

    feitas, esperados = adulterar(alvos, sorteio)

    so_o_banco = achados(verificar_todas())
    laudo = verificar_todas(cadeia=ancoras.ler(pasta))
    com_ancoras = achados(laudo)
    perdidas = [
        (nome, pk, seqs, com_ancoras.get(pk))
        for nome, onde in esperados
        for pk, seqs in onde.items()
        if not seqs & com_ancoras.get(pk, set())
    ]
    assert len(esperados) == CASOS
    assert min(feitas.values()) >= CASOS // len(ADULTERACOES)
    assert perdidas == []
    mexidas = {pk for _, onde in esperados for pk in onde}
    assert set(com_ancoras) == mexidas, "apontou quem estava íntegra"
    # As âncoras não são enfeite: sem elas, exatamente estas passariam.
    assert {nome for nome, onde in esperados if not set(onde) & set(so_o_banco)} == SO_AS_ANCORAS
    assert all(set(onde) & set(so_o_banco) for n, onde in esperados if n not in SO_AS_ANCORAS)


def adulterar(alvos, sorteio) -> tuple[Counter, list]:
    desligar_os_gatilhos()
    feitas, esperados = Counter(), []
    for nome in ADULTERACOES_DO_CASO:
        envolvidos = [alvos.pop(), *([alvos.pop()] if nome in DUPLAS else [])]
        esperados.append((nome, ADULTERACOES[nome](envolvidos[0], sorteio, *envolvidos[1:])))
        feitas[nome] += 1
    return feitas, esperados


def achados(laudo) -> dict[int, set[int]]:
    onde = defaultdict(set)
    for defeito in laudo.defeitos:
        assert defeito.implantacao_id, str(defeito)
        assert str(defeito).startswith(f"implantação {defeito.implantacao_id}")
        onde[defeito.implantacao_id].add(defeito.seq)
    return onde


def test_conferir_custa_o_mesmo_numero_de_consultas_por_lote(carregar, pasta):
    def consultas() -> int:
        with CaptureQueriesContext(connections["default"]) as feitas:
            assert not verificar_todas(cadeia=ancoras.ler(pasta)).defeitos
        return len(feitas)

    sorteio = Random(1)  # noqa: S311 (repetível)
    carregar(3, sorteio)
    ancoras.ancorar(pasta)
    poucas = consultas()
    carregar(150, sorteio)
    ancoras.ancorar(pasta)

    assert consultas() == poucas <= 8


# O que as âncoras dizem


def conferir(*opcoes) -> str:
    saida = StringIO()
    call_command("verificar_andamentos", *opcoes, stdout=saida, stderr=saida)
    return saida.getvalue()


def recusada(*opcoes) -> tuple[str, str]:
    """O que saiu linha a linha e o resumo do erro."""
    saida = StringIO()
    with pytest.raises(CommandError) as erro:
        call_command("verificar_andamentos", *opcoes, stdout=saida, stderr=saida)
    return saida.getvalue(), str(erro.value)


@pytest.fixture
def ancorada(enviada, pasta):
    ancoras.ancorar(pasta)
    return enviada


def alvo_de(cidade) -> Alvo:
    desligar_os_gatilhos()
    andamentos = list(cidade.implantacao.andamentos.order_by("seq"))
    return Alvo(cidade.implantacao, andamentos, [len(andamentos)])


def test_registro_ancorado_e_integro_confere_e_segue_conferindo_ao_crescer(ancorada, pasta):
    assert "5 andamentos e 1 noite(s) ancorada(s)" in conferir()

    ancorada.executar(C.APROVAR_ETAPA, ancorada.administrador, etapa="comeco")
    assert "8 andamentos e 1 noite(s)" in conferir()
    assert [c.seq for c in ancoras.ancorar(pasta).cabecas] == [8]
    assert ancoras.ancorar(pasta).cabecas == (), "o que não andou não se repete"
    assert "3 noite(s)" in conferir()


def test_cauda_cortada_e_refeita_so_a_ancora_ve(ancorada, pasta, settings):
    alvo = alvo_de(ancorada)
    del alvo.andamentos[3:]
    alvo.regravar()

    hoje = f"{timezone.localdate():%d/%m/%Y}"
    assert recusada() == (
        f"implantação {alvo.pk}, andamento 4: faltam andamentos: a âncora de {hoje} ia até o 5.\n",
        "1 defeito(s) em 1 implantação(ões).",
    )
    settings.ANCORAS = pasta / "outra"
    assert "Não há âncoras em" in conferir()


def test_implantacao_apagada_inteira_e_dita_com_o_orgao(ancorada):
    alvo = alvo_de(ancorada)
    ADULTERACOES["apagar_a_implantacao"](alvo, None)

    linhas, _ = recusada()
    assert f"implantação {alvo.pk}: a implantação sumiu" in linhas
    assert f"do órgão {ancorada.orgao.pk}, com 5 andamentos." in linhas
    assert recusada(str(alvo.pk)) == (linhas, "1 defeito(s) em 0 implantação(ões).")


def test_conteudo_que_nao_se_le_e_localizado_e_nao_derruba_a_conferencia(ancorada):
    alvo = alvo_de(ancorada)
    alvo.andamentos[2].dados = {"depois": {"itens": {"oficio": {"nada": 1}}}}
    ultimo = ""
    for andamento in alvo.andamentos:
        andamento.hash_anterior = ultimo
        andamento.hash = ultimo = registro.hash_do_andamento(andamento)
        andamento.save(force_update=True)
    Implantacao.objects.filter(pk=alvo.pk).update(ultimo_hash=ultimo)

    linhas, _ = recusada()
    assert f"implantação {alvo.pk}, andamento 3: o conteúdo não se lê" in linhas
    assert f"implantação {alvo.pk}, andamento 5: não é o que foi ancorado" in linhas


def test_roteiro_publicado_que_mudou_e_apontado(ancorada):
    versao = VersaoDoRoteiro.objects.get()
    versao.dados["etapas"][0]["titulo"] = "Outro"
    versao.save()

    assert "roteiro, versão 1: o conteúdo não confere" in recusada()[0]


def test_em_json_vem_cada_defeito_e_o_erro_fica(ancorada):
    assert json.loads(conferir("--json")) == {
        "implantacoes": 1,
        "andamentos": 5,
        "noites": 1,
        "defeitos": [],
    }
    alvo = alvo_de(ancorada)
    Andamento.objects.filter(pk=alvo.andamentos[1].pk).update(origem="sei")
    texto, _ = recusada("--json")
    assert json.loads(texto)["defeitos"] == [
        {
            "implantacao_id": alvo.pk,
            "seq": 2,
            "problema": "o conteúdo não confere com o hash.",
        }
    ]


def test_pasta_pedida_sem_ancoras_e_recusada(enviada, tmp_path):
    with pytest.raises(CommandError, match="Não há âncoras em"):
        conferir("--ancoras", str(tmp_path))


# O arquivo das âncoras


@pytest.fixture
def noites(enviada, pasta):
    """Três noites, em que a implantação andou."""
    ancoras.ancorar(pasta)
    enviada.executar(C.APROVAR_ETAPA, enviada.administrador, etapa="comeco")
    ancoras.ancorar(pasta)
    enviada.executar(C.CONCLUIR_ITEM, enviada.gestor_sei, item="decreto")
    ancoras.ancorar(pasta)
    [arquivo] = pasta.iterdir()
    assert ancoras.ler(pasta).problemas == ()
    return arquivo


def test_ancora_editada_apagada_ou_trocada_aparece_com_arquivo_e_linha(noites, pasta):
    sorteio = Random(7)  # noqa: S311 (repetível)
    linhas = noites.read_text().splitlines()
    fim = ancoras.ler(pasta).fim

    def estragos():
        for numero, linha in enumerate(linhas):
            lugar = sorteio.randrange(len(linha))
            letra = "0" if linha[lugar] != "0" else "1"
            yield [
                *linhas[:numero],
                linha[:lugar] + letra + linha[lugar + 1 :],
                *linhas[numero + 1 :],
            ]
            yield [*linhas[:numero], *linhas[numero + 1 :]]
            yield [*linhas[:numero], linha[: sorteio.randrange(1, len(linha))]]
        yield [linhas[1], linhas[0], linhas[2]]
        yield [*linhas, linhas[2]]
        yield [*linhas, linhas[0]]

    for _ in range(40):
        for estrago in estragos():
            noites.write_text("".join(f"{linha}\n" for linha in estrago))
            cadeia = ancoras.ler(pasta)
            assert cadeia.problemas or cadeia.perdeu(fim), estrago
            assert all(p.startswith(f"âncoras, {noites.name}, linha ") for p in cadeia.problemas)
    noites.write_text(linhas[0].replace('"em"', '"quando"') + "\n")
    assert ancoras.ler(pasta).problemas == (
        f"âncoras, {noites.name}, linha 1: a linha não se lê; foi cortada ou editada.",
    )
    assert "foi cortada ou editada" in recusada()[0]


def test_queda_no_meio_da_linha_nao_perde_a_cadeia_nem_reescreve_o_que_ha(noites, pasta):
    inteiro = noites.read_bytes()
    noites.write_bytes(inteiro + inteiro.splitlines()[0][:40])
    assert "não se lê" in ancoras.ler(pasta).problemas[0]

    ancoras.ancorar(pasta)

    assert noites.read_bytes().startswith(inteiro + inteiro.splitlines()[0][:40] + b"\n")
    cadeia = ancoras.ler(pasta)
    assert (cadeia.problemas, len(cadeia.ancoras)) == ((), 4)


def test_cada_mes_tem_o_seu_arquivo_e_um_continua_o_outro(relogio, enviada, pasta):
    for _ in range(3):
        ancoras.ancorar(pasta)
        relogio.andar(days=31)

    assert sorted(a.name for a in pasta.iterdir()) == [
        "2026-03.jsonl",
        "2026-04.jsonl",
        "2026-05.jsonl",
    ]
    assert ancoras.ler(pasta).problemas == ()
    (pasta / "2026-04.jsonl").unlink()
    assert ancoras.ler(pasta).problemas == (
        "âncoras, 2026-05.jsonl, linha 1: não continua a linha anterior; "
        "há linha apagada, trocada ou editada antes dela.",
    )


def test_so_quem_roda_o_programa_le_as_ancoras(noites, pasta):
    assert (pasta.stat().st_mode & 0o777, noites.stat().st_mode & 0o777) == (0o700, 0o600)


def test_disco_que_nao_grava_e_dito(enviada, tmp_path):
    (tmp_path / "arquivo").write_text("não é pasta")

    with pytest.raises(CommandError, match="Não consegui gravar em"):
        call_command("ancorar_andamentos", "--pasta", str(tmp_path / "arquivo"))


# A ronda da noite


def test_a_ronda_confere_ancora_e_deixa_dito(enviada, pasta, client, caplog):
    ronda = vigia.vigiar()

    assert vigia.ultima_ronda() == ronda
    assert (ronda.implantacoes, ronda.andamentos, ronda.defeitos) == (1, 5, 0)
    assert ronda.fim_das_ancoras == ancoras.ler(pasta).fim
    exames = {e["nome"]: e for e in client.get("/saude/pronto").json()["exames"]}
    assert exames["registro"]["bem"] is True
    metricas = client.get("/metricas").content.decode()
    assert "seicidades_registro_defeitos 0\n" in metricas
    assert "seicidades_ancora_idade_segundos" in metricas


def test_a_ronda_acha_o_que_mudou_e_a_saude_o_mostra(ancorada, client, caplog):
    vigia.vigiar()
    alvo = alvo_de(ancorada)
    Andamento.objects.filter(pk=alvo.andamentos[1].pk).update(origem="sei")

    assert vigia.vigiar().defeitos == 1
    assert f"O registro não confere: implantação {alvo.pk}, andamento 2" in caplog.text
    resposta = client.get("/saude/pronto")
    assert (resposta.status_code, resposta.json()["situacao"]) == (200, "degradado")
    assert "seicidades_registro_defeitos 1\n" in client.get("/metricas").content.decode()


def test_ancoras_cortadas_no_fim_a_ronda_seguinte_acha(ancorada, pasta, caplog):
    vigia.vigiar()
    [arquivo] = pasta.iterdir()
    arquivo.write_text(arquivo.read_text().splitlines(keepends=True)[0])

    assert vigia.vigiar().defeitos == 1
    assert "falta no fim a linha de resumo" in caplog.text


def test_ronda_atrasada_ou_sem_ancora_degrada(ancorada, pasta, client, monkeypatch, settings):
    vigia.vigiar()
    agora = vigia.time.time()
    monkeypatch.setattr("time.time", lambda: agora + vigia.RONDA_ATRASADA + 1)
    exames = {e["nome"]: e["bem"] for e in client.get("/saude/pronto").json()["exames"]}
    assert exames["registro"] is False

    settings.ANCORAS = next(pasta.iterdir()) / "nao-cabe"
    with pytest.raises(NotADirectoryError):
        vigia.vigiar()
    exames = {e["nome"]: e["bem"] for e in client.get("/saude/pronto").json()["exames"]}
    assert exames["registro"] is False, "conferido, mas não ancorado"
