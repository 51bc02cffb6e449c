import pytest
from redis.exceptions import ConnectionError as SemRedis

from seicidades.api import limites


@pytest.fixture
def apertado(settings, monkeypatch):
    """Três leituras e um comando por minuto, com o relógio parado no segundo 20."""
    settings.API_PEDIDOS_POR_MINUTO = {"leitura": 3, "comandos": 1}
    relogio = {"agora": 6_000_020.0}
    monkeypatch.setattr(limites.PorMinuto, "agora", staticmethod(lambda: relogio["agora"]))
    return relogio


def test_passou_do_limite_e_429_e_diz_quanto_esperar(iniciada, api, apertado):
    de_quem = api(iniciada.gerente)

    respostas = [de_quem.ler("/implantacoes/") for _ in range(4)]
    assert [r.status_code for r in respostas] == [200, 200, 200, 429]
    recusada = respostas[-1]
    assert recusada["Retry-After"] == "40"
    assert recusada.json() == {
        "codigo": "muitos_pedidos",
        "mensagem": "Você passou do limite de pedidos por minuto. Faltam 40 s.",
        "saida": "Espere o tempo do cabeçalho Retry-After e repita com a mesma chave.",
    }
    apertado["agora"] += 40
    assert de_quem.ler("/implantacoes/").status_code == 200


def test_cada_token_tem_a_sua_conta(iniciada, api, apertado):
    um, outro = api(iniciada.gerente), api(iniciada.gerente)
    for _ in range(4):
        um.ler("/implantacoes/")

    assert um.ler("/implantacoes/").status_code == 429
    assert outro.ler("/implantacoes/").status_code == 200


def test_comandos_tem_limite_proprio_e_nada_muda_depois_dele(iniciada, api, apertado):
    de_quem = api(iniciada.gestor_sei)
    primeiro = de_quem.comandar(iniciada.orgao, "concluir_item", item="oficio")
    segundo = de_quem.comandar(iniciada.orgao, "reabrir_item", item="oficio")

    assert (primeiro.status_code, segundo.status_code) == (200, 429)
    assert iniciada.implantacao.seq == 2
    assert de_quem.ler("/implantacoes/").status_code == 200


def test_a_sessao_conta_pela_pessoa(iniciada, client, apertado):
    client.force_login(iniciada.gerente)

    situacoes = [client.get("/api/v1/implantacoes/").status_code for _ in range(4)]
    assert situacoes == [200, 200, 200, 429]


def test_sem_o_redis_a_api_segue_atendendo_e_avisa(iniciada, api, monkeypatch, caplog):
    def fora_do_ar(*args, **kwargs):
        raise SemRedis

    de_quem = api(iniciada.gerente)
    monkeypatch.setattr(limites.cache, "add", fora_do_ar)

    assert de_quem.ler("/implantacoes/").status_code == 200
    assert "os limites da API não estão valendo" in caplog.text
